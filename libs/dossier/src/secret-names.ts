import type { Broken } from '#governance';
import type { AnyEvent } from './codec.js';

/** Fields by which a thing is called in a sentence. */
const CALLED_BY: readonly string[] = ['subject', 'label', 'name'];
/** Shorter names stand in any sentence by chance. */
const MIN_NAME_LENGTH = 3;

/**
 * What things are called that an act classified geheim made or named, or that were laid under secrecy. A rule looks at
 * the whole dossier, so the sentence in which it refuses an act may name one of these to who may not know of it.
 */
export function secretNames(events: readonly AnyEvent[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { type, meta, data } of events) {
    if (meta.classification !== 'geheim' && type !== 'SecrecyImposed') continue;
    for (const [name, value] of Object.entries(data)) {
      const calls = /Ids?$/.test(name) || (meta.classification === 'geheim' && CALLED_BY.includes(name));
      if (!calls) continue;
      for (const each of Array.isArray(value) ? (value as readonly unknown[]) : [value])
        if (typeof each === 'string' && each.length >= MIN_NAME_LENGTH) names.add(each);
    }
  }
  return names;
}

/** Those that these refusals name, longest first. */
export function namesIn(broken: readonly Broken[], names: ReadonlySet<string>): readonly string[] {
  return [...names]
    .filter((name) => broken.some(({ detail }) => detail.includes(name)))
    .sort((a, b) => b.length - a.length);
}
