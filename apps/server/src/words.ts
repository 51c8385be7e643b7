import {
  attemptDeclaration,
  logOpenedDeclaration,
  logSucceededDeclaration,
  streamHeadsDeclaration,
  verifierRecordedDeclaration,
} from '#dossier';
import {
  commandFields,
  commands,
  dossierEvents,
  DUTCH,
  organisationEvents,
  type CommandClass,
  type EventDeclaration,
  type kinds,
} from '#governance';

/**
 * Dutch names of JSON properties, joined to the English names of the code by one dictionary (D11).
 */
const ENGLISH = new Map(Object.entries(DUTCH).map(([english, dutch]) => [dutch, english]));

export const dutchName = (english: string): string => DUTCH[english] ?? english;
export const isDutchName = (name: string): boolean => ENGLISH.has(name);
export const englishName = (dutch: string): string => ENGLISH.get(dutch) ?? dutch;

export function toDutch(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toDutch);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [dutchName(name), toDutch(inner)]));
}

/** English names of command and event fields that have no Dutch word yet; a test holds this list empty. */
export function fieldsWithoutWord(): readonly string[] {
  const names = [...commands.flatMap(namesInCommand), ...allEvents().flatMap(namesInEvent)];
  return [...new Set(names)].filter((name) => !Object.hasOwn(DUTCH, name)).sort();
}
const namesInCommand = (command: CommandClass): string[] =>
  commandFields(command).flatMap(({ name, nested }) => [name, ...(nested === undefined ? [] : namesInCommand(nested))]);

const namesInEvent = ({ fields }: EventDeclaration): string[] =>
  Object.entries(fields).flatMap(([name, { kind }]) => [name, ...namesInKind(kind)]);
const namesInKind = ({ members, item }: kinds.Kind<unknown>): string[] => [
  ...Object.entries(members ?? {}).flatMap(([name, kind]) => [name, ...namesInKind(kind)]),
  ...(item === undefined ? [] : namesInKind(item)),
];

/** Every event that an entry of the log can hold. */
export const allEvents = (): readonly EventDeclaration[] => [
  ...new Set<EventDeclaration>([
    ...Object.values(organisationEvents),
    ...Object.values(dossierEvents),
    attemptDeclaration,
    logOpenedDeclaration,
    logSucceededDeclaration,
    verifierRecordedDeclaration,
    streamHeadsDeclaration,
  ]),
];
