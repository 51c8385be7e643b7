/**
 * The kinds of value that an event or a command may carry.
 *
 * A kind knows its TypeScript type, its JSON schema and its Dutch unit, so that everything that shows or checks a
 * value (OpenAPI, forms, the glossary, the codec's tests) asks the kind and nothing is described twice.
 * Amounts are integer cents and scores integer tenths, never floats (governance.md §4.13).
 */
export const MAX_ID_LENGTH = 64;
export const MAX_TITLE_LENGTH = 200;
export const MAX_TEXT_LENGTH = 10_000;
export const MAX_LIST_LENGTH = 500;

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Kind<T> {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly unit?: string;
  /** For a list: the kind of its items. For a shape: the kinds of its members. */
  readonly item?: Kind<unknown>;
  readonly members?: Readonly<Record<string, Kind<unknown>>>;
  readonly optional?: boolean;
  /** Never set; it lets the compiler infer the value's type from the kind. */
  readonly value?: T;
}
export type ValueOf<K> = K extends Kind<infer T> ? T : never;

/** A reference the office chooses or the engine makes. It stands in clear in the log, so it holds no content. */
export const ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$';
export const id: Kind<string> = { name: 'id', schema: { type: 'string', pattern: ID_PATTERN } };
/**
 * Free text holds no control characters: they show as nothing, cut strings short in other systems and hide what was
 * written. A text of more than one line may have tabs and line ends; a title has one line.
 */
const ONE_LINE = '[^\\u0000-\\u001f\\u007f-\\u009f]';
const LINES = '[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]';
/** The whole rule of a text as one pattern, for whoever knows only the schema: something to see, and not too long. */
const textSchema = (characters: string, maxLength: number): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength,
  pattern: `^(?=[\\s\\S]*\\S)${characters}{1,${maxLength}}$`,
});
export const title: Kind<string> = { name: 'title', schema: textSchema(ONE_LINE, MAX_TITLE_LENGTH) };
export const text: Kind<string> = { name: 'text', schema: textSchema(LINES, MAX_TEXT_LENGTH) };

const ONLY_ONE_LINE = new RegExp(`^${ONE_LINE}*$`);
const ONLY_LINES = new RegExp(`^${LINES}*$`);
/** Is this free text that the kind allows, and text at all: no half of a character that no file can hold? */
export function isPlainText(kind: Kind<unknown>, value: string): boolean {
  return !HALF_CHARACTER.test(value) && (kind.name === 'text' ? ONLY_LINES : ONLY_ONE_LINE).test(value);
}
const HALF_CHARACTER = /\p{Surrogate}/u;
/** A calendar day in Europe/Amsterdam, `YYYY-MM-DD`. */
export const day: Kind<string> = { name: 'day', schema: { type: 'string', format: 'date' } };
/** An instant in UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export const instant: Kind<string> = { name: 'instant', schema: { type: 'string', format: 'date-time' } };
export const count: Kind<number> = {
  name: 'count',
  schema: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
};
export const delta: Kind<number> = {
  name: 'delta',
  schema: { type: 'integer', minimum: -1_000_000_000_000, maximum: 1_000_000_000_000 },
};
export const cents: Kind<number> = { ...delta, name: 'cents', unit: 'eurocent' };
export const tenths: Kind<number> = { ...delta, name: 'tenths', unit: 'tiende' };
export const workingDays: Kind<number> = { ...count, name: 'workingDays', unit: 'werkdagen' };
export const percentTenths: Kind<number> = { ...delta, name: 'percentTenths', unit: 'tiende procent' };
export const flag: Kind<boolean> = { name: 'flag', schema: { type: 'boolean' } };
export const uri: Kind<string> = { name: 'uri', schema: { type: 'string', format: 'uri', maxLength: 2_000 } };
export const sha256: Kind<string> = { name: 'sha256', schema: { type: 'string', pattern: '^[0-9a-f]{64}$' } };

export function oneOf<const V extends readonly string[]>(values: V): Kind<V[number]> {
  return { name: 'oneOf', schema: { type: 'string', enum: values } };
}

export function list<T>(item: Kind<T>): Kind<readonly T[]> {
  return { name: 'list', schema: { type: 'array', items: item.schema, maxItems: MAX_LIST_LENGTH }, item };
}

type Members = Readonly<Record<string, Kind<unknown>>>;
type OptionalKeys<M extends Members> = { [K in keyof M]: undefined extends ValueOf<M[K]> ? K : never }[keyof M];
export type ShapeOf<M extends Members> = { readonly [K in Exclude<keyof M, OptionalKeys<M>>]: ValueOf<M[K]> } & {
  readonly [K in OptionalKeys<M>]?: Exclude<ValueOf<M[K]>, undefined>;
};

export function maybe<T>(kind: Kind<T>): Kind<T | undefined> {
  return { ...kind, optional: true };
}

export function shape<const M extends Members>(members: M): Kind<ShapeOf<M>> {
  const required = Object.keys(members).filter((name) => !members[name]!.optional);
  const properties = Object.fromEntries(Object.entries(members).map(([name, kind]) => [name, kind.schema]));
  return { name: 'shape', schema: { type: 'object', properties, required, additionalProperties: false }, members };
}
