type Loose<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];
/** The same object with its undefined members left out, as stored data wants it. */
export type Defined<T> = { [K in Exclude<keyof T, Loose<T>>]: T[K] } & {
  [K in Loose<T>]?: Exclude<T[K], undefined>;
};

export function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
