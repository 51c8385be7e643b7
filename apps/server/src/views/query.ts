import type { AsOf } from '#dossier';
import { isDay, isInstant, isKnower, KNOWERS, type Knower } from '#governance';
import { badRequest } from '../http/problem.js';

/** What a question about a moment may say, on both axes. */
export interface AsOfQuery {
  readonly opPeildatum?: string;
  readonly zoalsBekendOp?: string;
}
const AS_OF_KEYS: readonly string[] = ['opPeildatum', 'zoalsBekendOp'];

/** Reads both axes; `others` are the parameters that the handler reads itself. */
export function asOfFrom(query: AsOfQuery, ...others: readonly string[]): AsOf {
  const unknown = Object.keys(query).filter((key) => !AS_OF_KEYS.includes(key) && !others.includes(key));
  if (unknown.length > 0) throw badRequest('QUERY_UNKNOWN', `Onbekende parameter: ${unknown.join(', ')}.`);
  const { opPeildatum: day, zoalsBekendOp: known } = query;
  if (day !== undefined && !isDay(day))
    throw badRequest('DAY_INVALID', 'opPeildatum moet een bestaande datum zijn, zoals 2026-05-19.', [
      { name: 'opPeildatum', code: 'isDay', reason: 'is geen datum' },
    ]);
  if (known !== undefined && !isDay(known) && !isInstant(known))
    throw badRequest('KNOWN_INVALID', 'zoalsBekendOp moet een datum of een moment in UTC zijn.', [
      { name: 'zoalsBekendOp', code: 'isMoment', reason: 'is geen datum of moment' },
    ]);
  return { ...(day === undefined ? {} : { day }), ...(known === undefined ? {} : { known }) };
}

export function numberFrom(text: string | undefined, name: string, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,15}$/.test(text)) throw badRequest('NUMBER_INVALID', `${name} moet een geheel getal zijn.`);
  return Number(text);
}

/** The function whose knowledge is asked for. */
export function knowerFrom(text: string | undefined, name: string): Knower | undefined {
  if (text === undefined) return undefined;
  if (isKnower(text)) return text;
  const reason = `moet een van deze zijn: ${KNOWERS.join(', ')}`;
  throw badRequest('KNOWER_UNKNOWN', `${name} ${reason}.`, [{ name, code: 'isKnower', reason }]);
}
