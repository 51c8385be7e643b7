import { entriesOf, later, openedEventOf, ORGANISATION_PREFIX, organisationKind, stateAt, systemClock } from '#dossier';
import { MAX_CLOCK_SKEW_MS, type LogReader, type Position } from '#event-log';
import { secreciesReadBy } from '#governance';
import { leafHash, openFrontier } from '#transparency';
import type { Vault } from '#vault';
import { readReportFile, signedOf, type Origin, type ReportFormat } from '../views/report-origin.js';
import { AsOfRefused, ReportService, UnknownProgramme, type ReportSource } from '../views/report-service.js';
import { productVersion } from '../runtime/version.js';
import { firstDifference } from './first-difference.js';
import type { SignedLog } from './signed-log.js';

interface ReportFinding {
  readonly code:
    /** The file is no report, or it does not say what it was made of. */
    | 'REPORT_UNREADABLE'
    /** The report is of another log, or of a longer one than this. */
    | 'REPORT_OF_OTHER_LOG'
    /** What it says of the signature is not what the log gives. */
    | 'REPORT_ROOT_DIFFERS'
    | 'REPORT_TIME_IMPOSSIBLE'
    /** The log gives another report. */
    | 'REPORT_DIFFERS';
  readonly words: string;
}
export interface ReportVerification {
  readonly origin: Origin | undefined;
  readonly findings: readonly ReportFinding[];
  /** What may explain a difference, or what could not be checked. */
  readonly remarks: readonly string[];
}
interface VerifyReportOptions {
  readonly text: string;
  readonly log: LogReader;
  readonly vault: Vault;
  readonly onPage?: (size: number, total: number) => void;
}

/**
 * Makes a saved report again from the log as it was then, and compares it byte for byte. The root it names is recomputed
 * from the stored entries. Reads only. One line end at the end of the file does not count: terminals and mail add it.
 */
export async function verifyReport(options: VerifyReportOptions): Promise<ReportVerification> {
  const { text, log, vault } = options;
  const file = readReportFile(text);
  if (file === undefined) {
    const words = 'Dit is geen rapport van Besluitspoor, of wat het over zijn herkomst zegt is veranderd.';
    return { origin: undefined, findings: [{ code: 'REPORT_UNREADABLE', words }], remarks: [] };
  }
  const { origin, format } = file;
  const { size } = await log.head();
  const signed = signedOf(origin);
  const wrong = ofOtherLog(origin, size) ?? (signed && (await ofSignature(options, origin, signed)));
  if (wrong !== undefined) return { origin, findings: [wrong], remarks: [] };
  const findings = await ofContent(text, origin, format, await sourceOver(log, vault));
  const remarks = findings.length === 0 ? [] : await explanations(origin, log, vault);
  return { origin, findings, remarks: [...remarks, ...(signed === undefined ? [UNSIGNED] : [])] };
}
const UNSIGNED =
  'Het logboek was nog niet ondertekend toen dit rapport werd gemaakt: er is geen wortel om te vergelijken.';

function ofOtherLog({ logomvang, ondertekend }: Origin, size: number): ReportFinding | undefined {
  const named = Math.max(logomvang, ondertekend?.omvang ?? 0);
  if (named <= size && (ondertekend?.omvang ?? 0) <= logomvang) return undefined;
  const words = `Het rapport noemt een logboek van ${named} regels; dit logboek heeft er ${size}. Het is een ander logboek of een oudere kopie.`;
  return { code: 'REPORT_OF_OTHER_LOG', words };
}

/** The root is recomputed; the time of the signature stands in no entry, so it is only held between its neighbours. */
async function ofSignature(
  { log, vault, onPage }: VerifyReportOptions,
  { logomvang }: Origin,
  { size, root, signedAt }: SignedLog,
): Promise<ReportFinding | undefined> {
  const frontier = openFrontier();
  while (frontier.size < size) {
    const page = await log.readAll(lastOf(frontier.size), Math.min(PAGE, size - frontier.size), {
      withoutSealed: true,
    });
    if (page.length === 0) break;
    for (const { bytes } of page) frontier.append(leafHash(bytes));
    onPage?.(frontier.size, size);
  }
  if (frontier.root().toString('hex') !== root) {
    const words = `De wortel in het rapport is niet die van de eerste ${size} regels van dit logboek.`;
    return { code: 'REPORT_ROOT_DIFFERS', words };
  }
  const timeAt = async (position: number): Promise<number | undefined> => {
    const [entry] = await log.readAll(lastOf(position), 1);
    return entry === undefined ? undefined : Date.parse(vault.open(entry, () => false).time);
  };
  const at = Date.parse(signedAt);
  const [before, after] = [await timeAt(size - 1), await timeAt(logomvang)];
  const early = before !== undefined && at < before - MAX_CLOCK_SKEW_MS;
  const late = after !== undefined && at > after + MAX_CLOCK_SKEW_MS;
  if (!early && !late) return undefined;
  const words = `Het tijdstip van de handtekening (${signedAt}) ligt ${early ? 'voor de laatste regel die zij dekt' : 'na de eerste regel die na het rapport kwam'}.`;
  return { code: 'REPORT_TIME_IMPOSSIBLE', words };
}
const PAGE = 1_000;
const lastOf = (size: number): Position | undefined => (size === 0 ? undefined : ((size - 1) as Position));

async function ofContent(
  text: string,
  origin: Origin,
  format: ReportFormat,
  source: ReportSource,
): Promise<readonly ReportFinding[]> {
  let expected: string;
  try {
    const report = await new ReportService(source).remake(origin);
    expected = format === 'html' ? await report.html() : report.json();
  } catch (error) {
    if (!(error instanceof UnknownProgramme) && !(error instanceof AsOfRefused)) throw error;
    const words = `Dit logboek kan het rapport niet maken: ${error instanceof AsOfRefused ? error.message : `${origin.rapport} van ${origin.programma} is er niet.`}`;
    return [{ code: 'REPORT_OF_OTHER_LOG', words }];
  }
  if (text === expected || text === `${expected}\n`) return [];
  const { state } = await source.dossier(origin.programma);
  // What is secret is shown to nobody who was not recorded as reading it.
  const secret = secreciesReadBy(state.secrecy, origin.lezerskring).length > 0;
  return [{ code: 'REPORT_DIFFERS', words: firstDifference(text, expected, format, !secret) }];
}

async function explanations(origin: Origin, log: LogReader, vault: Vault): Promise<readonly string[]> {
  const version = productVersion();
  const erased: number[] = [];
  for (const { stream } of await log.streams(ORGANISATION_PREFIX))
    for (const entry of await entriesOf(log, stream)) {
      if (entry.position < origin.logomvang) continue;
      const event = openedEventOf(
        organisationKind.types,
        vault.open(entry, () => false),
        entry.position,
      );
      if (event?.type === 'PersonalDataShredded') erased.push(entry.position);
    }
  return [
    ...(origin.productversie === version
      ? []
      : [
          `Het rapport is gemaakt met versie ${origin.productversie} van dit programma en nagemaakt met ${version}; dat kan het verschil verklaren.`,
        ]),
    ...(erased.length === 0
      ? []
      : [
          `Na het rapport zijn persoonsgegevens gewist (regel ${erased.join(', ')}); wat gewist is, kan niet meer worden vergeleken.`,
        ]),
  ];
}

/** A log that is only read: nothing is kept in memory, and nobody is recorded as a reader, for no report is given out. */
async function sourceOver(log: LogReader, vault: Vault): Promise<ReportSource> {
  const { lastTime } = await log.head();
  const [organisation] = await log.streams(ORGANISATION_PREFIX);
  const everything = { knownUntil: undefined, day: LAST_DAY };
  return {
    options: { log, vault, clock: { now: () => later(systemClock.now(), lastTime) } },
    organisation: async () => ({ stream: organisation?.stream ?? ORGANISATION_PREFIX }),
    dossier: async (stream) => ({ state: await stateAt(log, vault, stream, everything) }),
    recordSecretRead: () => Promise.reject(new Error('a report that is checked is given to nobody')),
  };
}
const LAST_DAY = '9999-12-31';
