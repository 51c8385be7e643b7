import { isDossierStream } from '#dossier';
import { AUDIENCES, isDay, isInstant, isKnower, type Audience, type Knower } from '#governance';
import { ORIGIN_META } from '#reports';
import type { SignedLog } from '../proof/signed-log.js';

/**
 * What a report was made of: enough to make the same bytes again from the same log, however much was recorded since. It
 * stands in every report that is given out, so its members have the Dutch names of the API.
 */
export interface Origin {
  /** As in its address: `collegerapportage`, or `kennis` for the answer to a question. */
  readonly rapport: string;
  readonly programma: string;
  readonly lezerskring: Audience;
  readonly opPeildatum: string;
  /** As it was asked: a day or an instant. Absent for everything that was recorded. */
  readonly zoalsBekendOp?: string;
  readonly bekendBij?: Knower;
  /** Of a question: who is asked about, and what about. */
  readonly wie?: Knower;
  readonly onderwerp?: string;
  /** Of the timeline: the entries after this one, and how many. */
  readonly na?: number;
  readonly aantal?: number;
  /** The last entry that the report rests on; −1 when there was none. */
  readonly positie: number;
  /** How many entries the log had: later ones are not in the report. */
  readonly logomvang: number;
  /** What of the log was signed then; absent before anything was. */
  readonly ondertekend?: { readonly omvang: number; readonly wortel: string; readonly tijdstip: string };
  readonly weergaveversie: number;
  readonly productversie: string;
}

export const signedOf = ({ ondertekend }: Origin): SignedLog | undefined =>
  ondertekend === undefined
    ? undefined
    : { size: ondertekend.omvang, root: ondertekend.wortel, signedAt: ondertekend.tijdstip };

export type ReportFormat = 'html' | 'json';
interface ReportFile {
  readonly format: ReportFormat;
  readonly origin: Origin;
}

/** Finds in a saved report what it was made of; undefined when it is no report of ours, or that was taken out of it. */
export function readReportFile(text: string): ReportFile | undefined {
  const format = text.startsWith('<') ? 'html' : 'json';
  const found = format === 'html' ? originInPage(text) : parsed(text, 'herkomst');
  return isOrigin(found) ? { format, origin: found } : undefined;
}

const META = new RegExp(`<meta name="${ORIGIN_META}" content="([^"]*)"`);
/** The five that React writes in the value of an attribute. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#x27;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};
function originInPage(page: string): unknown {
  const content = META.exec(page)?.[1];
  return content === undefined
    ? undefined
    : parsed(content.replace(/&(?:quot|#x27|lt|gt|amp);/g, (entity) => ENTITIES[entity]!));
}
function parsed(text: string, member?: string): unknown {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    return member === undefined ? value : value?.[member];
  } catch {
    return undefined;
  }
}

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string' && value !== '' && value.length <= MAX_TEXT_LENGTH;
const MAX_TEXT_LENGTH = 200;
const from =
  (least: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least;
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const isKnownOn: Check = (value) => isDay(value) || isInstant(value);
const isKnowerName: Check = (value) => typeof value === 'string' && isKnower(value);
const CHECKS: Readonly<Record<keyof Origin, Check>> = {
  rapport: isText,
  programma: (value) => isText(value) && isDossierStream(value as string),
  lezerskring: (value) => (AUDIENCES as readonly unknown[]).includes(value),
  opPeildatum: isDay,
  zoalsBekendOp: maybe(isKnownOn),
  bekendBij: maybe(isKnowerName),
  wie: maybe(isKnowerName),
  onderwerp: maybe(isText),
  na: maybe(from(0)),
  aantal: maybe(from(1)),
  positie: from(-1),
  logomvang: from(0),
  ondertekend: maybe(isSigned),
  weergaveversie: from(0),
  productversie: isText,
};
function isSigned(value: unknown): boolean {
  const { omvang, wortel, tijdstip } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return from(1)(omvang) && /^[0-9a-f]{64}$/.test(String(wortel)) && isInstant(tijdstip);
}
function isOrigin(value: unknown): value is Origin {
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Readonly<Record<string, unknown>>;
  const known = Object.keys(members).every((name) => Object.hasOwn(CHECKS, name));
  return known && Object.entries(CHECKS).every(([name, check]) => check(members[name]));
}
