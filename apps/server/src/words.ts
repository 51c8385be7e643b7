import { commandFields, commands, type CommandField } from '#governance';
import { DUTCH } from '#governance';

/**
 * Dutch names of JSON properties, joined to the English names of the code by one dictionary (D11). Input with an
 * unknown name keeps it, so that validation can name what is wrong in the caller's own words.
 */
const ENGLISH = new Map(Object.entries(DUTCH).map(([english, dutch]) => [dutch, english]));

export const dutchName = (english: string): string => DUTCH[english] ?? english;
export const englishName = (dutch: string): string => ENGLISH.get(dutch) ?? dutch;

export function toEnglish(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toEnglish);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [englishName(name), toEnglish(inner)]));
}
export function toDutch(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toDutch);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [dutchName(name), toDutch(inner)]));
}

/** English names of command fields that have no Dutch word yet; a test holds this list empty. */
export function fieldsWithoutWord(): readonly string[] {
  const missing = new Set<string>();
  const visit = (fields: readonly CommandField[]): void => {
    for (const field of fields) {
      if (DUTCH[field.name] === undefined) missing.add(field.name);
      if (field.nested !== undefined) visit(commandFields(field.nested));
    }
  };
  for (const command of commands) visit(commandFields(command));
  return [...missing].sort();
}
