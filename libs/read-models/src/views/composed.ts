import type { OpenedDossierEvent } from '#governance';
import type { ReadModel } from '../read-model.js';

interface Fold<Doc> {
  initial(): Doc;
  evolve(doc: Doc, event: OpenedDossierEvent): void;
}

/** A part of a document, as much of it as the whole needs, and the read model that keeps it. */
interface KeptBy<Doc> extends Fold<Doc> {
  readonly name: string;
}

/** How a document folds of which other read models keep parts: whole, and without those parts. */
export function composed<Own extends object, Others extends object>(
  own: Fold<Own>,
  others: { readonly [Field in keyof Others]: KeptBy<Others[Field]> },
): Pick<ReadModel<Own & Others, unknown>, 'initial' | 'evolve' | 'made'> {
  const parts = Object.entries(others) as [keyof Others & string, KeptBy<Others[keyof Others]>][];
  return {
    initial: () =>
      Object.assign(own.initial(), ...parts.map(([field, part]) => ({ [field]: part.initial() }))) as Own & Others,
    evolve(doc, event) {
      own.evolve(doc, event);
      for (const [field, part] of parts) part.evolve(doc[field], event);
    },
    made: {
      initial: () => own.initial(),
      evolve: (doc, event) => own.evolve(doc as Own, event),
      parts: Object.fromEntries(parts.map(([field, { name }]) => [field, name])),
    },
  };
}
