import type { Declarations } from '../kernel/event.js';
import { isDay, isInstant } from '../kernel/time.js';
import { MAX_LIST_LENGTH, type Kind } from '../kernel/values.js';

/** One event of the past as a batch offers it. */
export interface ImportedEvent {
  readonly type: string;
  readonly occurredOn: string;
  readonly data: Readonly<Record<string, unknown>>;
}
/** What is wrong with an offered event, at which of its parts. */
export interface ShapeFault {
  /** `type`, `occurredOn`, or the name of a field. */
  readonly part: string;
  readonly reason: string;
}

/** The import writes the first itself, and refusals stand in streams of their own: neither can be offered as history. */
const NEVER_OFFERED: readonly string[] = ['HistoryImported', 'CommandRefused'];

/** History passes shape and dates (X9): a known type, each field there and of its kind, a day that has passed. */
export function shapeFaults(
  { type, occurredOn, data }: ImportedEvent,
  declarations: Declarations,
  today: string,
): readonly ShapeFault[] {
  const faults: ShapeFault[] = [];
  const fault = (part: string, reason: string): void => void faults.push({ part, reason });
  if (!isDay(occurredOn)) fault('occurredOn', `${String(occurredOn)} is geen datum zoals 2022-03-15`);
  else if (occurredOn > today) fault('occurredOn', `${occurredOn} ligt na vandaag`);
  const declaration = Object.hasOwn(declarations, type) ? declarations[type] : undefined;
  if (declaration === undefined) return [...faults, { part: 'type', reason: `de soort ${type} bestaat niet` }];
  if (NEVER_OFFERED.includes(type)) fault('type', `de soort ${type} legt het systeem zelf vast`);
  for (const [name, field] of Object.entries(declaration.fields)) {
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    if (value === undefined) {
      if (!field.kind.optional) fault(name, 'ontbreekt');
      continue;
    }
    const reason = valueFault(field.kind, value);
    if (reason !== undefined) fault(name, reason);
  }
  for (const name of Object.keys(data)) {
    if (!Object.hasOwn(declaration.fields, name)) fault(name, `hoort niet bij ${type}`);
  }
  return faults;
}

/** Why a value is not of its kind, in Dutch; undefined when it is. */
export function valueFault(kind: Kind<unknown>, value: unknown): string | undefined {
  if (kind.item !== undefined) return listFault(kind.item, value);
  if (kind.members !== undefined) return membersFault(kind.members, value);
  const { schema } = kind;
  const allowed = schema['enum'] as readonly unknown[] | undefined;
  if (allowed !== undefined) return allowed.includes(value) ? undefined : `moet een van ${allowed.join(', ')} zijn`;
  switch (schema['type']) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'moet ja of nee zijn';
    case 'integer':
      return numberFault(schema as { minimum: number; maximum: number }, value);
    case 'string':
      return textFault(schema, value);
    default:
      return undefined;
  }
}
function listFault(item: Kind<unknown>, value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'moet een lijst zijn';
  if (value.length > MAX_LIST_LENGTH) return `mag hooguit ${MAX_LIST_LENGTH} waarden hebben`;
  return value.map((each) => valueFault(item, each)).find((fault) => fault !== undefined);
}
function membersFault(members: Readonly<Record<string, Kind<unknown>>>, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'moet een onderdeel met velden zijn';
  const strange = Object.keys(value).find((name) => !Object.hasOwn(members, name));
  if (strange !== undefined) return `kent geen ${strange}`;
  for (const [name, kind] of Object.entries(members)) {
    const inner: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    const fault = inner === undefined ? (kind.optional ? undefined : 'ontbreekt') : valueFault(kind, inner);
    if (fault !== undefined) return `${name} ${fault}`;
  }
  return undefined;
}
function numberFault({ minimum, maximum }: { minimum: number; maximum: number }, value: unknown): string | undefined {
  const fits = Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
  return fits ? undefined : `moet een heel getal vanaf ${minimum} zijn`;
}
function textFault(schema: Readonly<Record<string, unknown>>, value: unknown): string | undefined {
  if (typeof value !== 'string') return 'moet tekst zijn';
  if (schema['format'] === 'date') return isDay(value) ? undefined : 'moet een bestaande datum zijn, zoals 2022-03-15';
  if (schema['format'] === 'date-time') return isInstant(value) ? undefined : 'moet een tijdstip zijn';
  const pattern = schema['pattern'] as string | undefined;
  if (pattern !== undefined) return new RegExp(pattern).test(value) ? undefined : 'heeft niet de juiste vorm';
  const most = Number(schema['maxLength'] ?? Number.MAX_SAFE_INTEGER);
  if (value.length > most) return `mag hooguit ${most} tekens hebben`;
  return value.trim() === '' ? 'mag niet leeg zijn' : undefined;
}
