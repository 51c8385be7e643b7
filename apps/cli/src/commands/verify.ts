import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { LogReader } from '#event-log';
import { kinds, VerifyIntegrity } from '#governance';
import { ed25519Verifier, openCheckpoint, openFrontier, parseVkey } from '#transparency';
import type { Vault } from '#vault';
import { pathOf } from '../../../server/src/acts/act-controllers.js';
import { readGuard, type Guarded } from '../../../server/src/proof/guard.js';
import { openLogKey } from '../../../server/src/proof/log-key.js';
import { MAX_FINDINGS, verifyLog, type LogVerification } from '../../../server/src/proof/verify-log.js';
import { verifyReport, type ReportVerification } from '../../../server/src/proof/verify-report.js';
import { FILES } from '../../../server/src/runtime/files.js';
import { mustFitLog } from '../../../server/src/runtime/keys-fit.js';
import { openLogReader, openReadingVault } from '../../../server/src/runtime/open-log.js';
import { guardFileOf } from '../../../server/src/runtime/runtime.js';
import { productVersion } from '../../../server/src/runtime/version.js';
import { CliError, EXIT, exitOf } from '../exit.js';
import { mustBeInitialised } from '../folder.js';
import { give, progress } from '../output.js';
import { openTransport } from '../transport.js';
import { VerifyState } from '../verify-state.js';
import { common, type Common } from './options.js';

/** How often a run leaves word of how far it is, so that one that is killed can go on as well. */
const SAVE_EVERY_MS = 5_000;
const MAX_REPORT_BYTES = 52_428_800;
const STATE_FILE = 'verify.json';

interface VerifyOptions extends Common {
  readonly report?: string;
  readonly stand?: string;
  readonly opnieuw: boolean;
  readonly vastleggen: boolean;
}
interface Finding {
  readonly code: string;
  readonly words: string;
}

/** `verify` reads only, so it runs beside a server at work. */
export function addVerifyCommand(root: Command): void {
  common(root.command('verify'))
    .description(
      'reken het hele logboek na en vergelijk het met wat er is ondertekend, of een bewaard rapport met het logboek',
    )
    .option('--report <bestand>', 'controleer dit rapport (HTML of JSON, zoals het is bewaard)')
    .option('--vastleggen', 'leg de uitkomst vast, met het token van een onafhankelijke functie', false)
    .option(
      '--stand <bestand>',
      'waar staat hoe ver het is, om na Ctrl-C verder te gaan; standaard verify.json in de map',
    )
    .option('--opnieuw', 'begin bij de eerste regel, ook als een eerdere keer is onderbroken', false)
    .action(async (options: VerifyOptions) => {
      mustBeInitialised(options.data);
      const log = await openLogReader(options.data);
      let vault: Vault | undefined;
      try {
        vault = openReadingVault(options.data);
        await mustFitLog(log, vault);
        if (options.report === undefined) await verify(options, log, vault);
        else await verifyFile(options.report, options, log, vault);
      } finally {
        vault?.close();
        await log.close();
      }
    });
}

async function verify(options: VerifyOptions, log: LogReader, vault: Vault): Promise<void> {
  const guardFile = guardFileOf(options.data);
  const guarded = readGuard(guardFile);
  const { verification, from } = await recompute(options, log, vault, guarded);
  const findings = [...signatureFindings(options.data, guarded), ...verification.findings];
  if (findings.length > 0) process.exitCode = EXIT.wrong;
  const recorded = options.vastleggen ? await record(options, verification, findings) : undefined;
  const { size, root, values, erasedEntries } = verification;
  const answer = {
    ...{ regels: size, wortel: root, waarden: values, gewist: erasedEntries, hervatVanaf: from },
    ondertekendeRegels: guarded?.size ?? 0,
    bevindingen: findings.map(({ code, words }) => ({ code, uitleg: words })),
    ...(recorded === undefined ? {} : { vastgelegd: recorded }),
  };
  give(options, answer, () =>
    [
      ...inWords(verification, guarded, from),
      ...told(findings, verification),
      ...(recorded === undefined ? [] : [recorded.uitleg]),
    ].join('\n'),
  );
}

function inWords(
  { size, root, values, erasedEntries }: LogVerification,
  guarded: Guarded | undefined,
  from: number,
): readonly string[] {
  return [
    `${size} regels nagerekend, byte voor byte, met ${values} afgeschermde waarden. Wortel: ${root}`,
    ...(from === 0 ? [] : [`Een eerdere keer kwam tot regel ${from}; van daar is verder gegaan.`]),
    ...(erasedEntries === 0 ? [] : [`In ${erasedEntries} ${erasedEntries === 1 ? 'regel' : 'regels'} is iets gewist.`]),
    guarded === undefined
      ? 'Er is nog niets ondertekend: dat doet de server.'
      : `${guarded.size} regels zijn ondertekend op ${guarded.signedAt}.`,
  ];
}
function told(findings: readonly Finding[], { findingCount }: LogVerification): readonly string[] {
  if (findings.length === 0) return ['✓ Alles klopt.'];
  const more = findingCount > MAX_FINDINGS ? [`… en nog ${findingCount - MAX_FINDINGS} bevindingen.`] : [];
  return [...findings.map(({ words }) => `✗ ${words}`), ...more];
}

/** Goes on where an earlier run stopped, and stops on Ctrl-C so that a later one can. */
async function recompute(
  options: VerifyOptions,
  log: LogReader,
  vault: Vault,
  guarded: Guarded | undefined,
): Promise<{ readonly verification: LogVerification; readonly from: number }> {
  const [first] = await log.readAll(undefined, 1);
  const file = options.stand ?? join(options.data, STATE_FILE);
  const state = new VerifyState(file, Buffer.from(first?.leafHash ?? []).toString('hex'));
  const signedSize = guarded?.size ?? 0;
  // What lies in the data folder is in the hands of who runs the system: an outcome on record rests on none of it.
  const mayResume = !options.opnieuw && !(options.vastleggen && options.stand === undefined);
  const from = mayResume ? state.read(signedSize) : undefined;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  const show = progress('Nagerekend', (await log.head()).size);
  let saved = { at: Date.now(), size: from === undefined ? 0 : openFrontier(from.frontier).size };
  const began = saved.size;
  try {
    const verification = await verifyLog({
      ...{ log, vault, guarded, from },
      signal: stopping.signal,
      onPage: (size, progressOf) => {
        show(size);
        // Past what is signed a later run could not compare the root any more.
        if (size > signedSize || (!stopping.signal.aborted && Date.now() - saved.at < SAVE_EVERY_MS)) return;
        saved = { at: Date.now(), size: state.write(progressOf()) ? size : saved.size };
      },
    });
    if (!verification.complete) throw interrupted(verification.size, mayResume ? saved.size : 0);
    state.remove();
    return { verification, from: began };
  } finally {
    process.off('SIGINT', stop);
  }
}

const interrupted = (size: number, resumeAt: number): CliError =>
  new CliError(
    EXIT.interrupted,
    'INTERRUPTED',
    `Gestopt bij regel ${size}. Dezelfde opdracht gaat verder bij regel ${resumeAt}.`,
  );

function signatureFindings(folder: string, guarded: Guarded | undefined): readonly Finding[] {
  if (!existsSync(guardFileOf(folder)))
    return [
      {
        code: 'GUARD_MISSING',
        words: `${FILES.guard} ontbreekt, dus wat er is ondertekend is niet bekend. Zet het terug uit de reservekopie.`,
      },
    ];
  if (guarded === undefined) return [];
  const file = join(folder, FILES.logKey);
  // Opening a key that is not there would make another one.
  if (!existsSync(file))
    return [
      {
        code: 'LOG_KEY_MISSING',
        words: `De sleutel ${FILES.logKey} ontbreekt, dus de handtekening is niet te controleren.`,
      },
    ];
  const { origin, vkey } = openLogKey(file);
  try {
    const opened = openCheckpoint(Buffer.from(guarded.note), { origin, logKeys: [ed25519Verifier(parseVkey(vkey))] });
    if (opened.size === guarded.size && Buffer.from(opened.root).equals(guarded.root)) return [];
    return [{ code: 'GUARD_CONTRADICTS', words: 'De bewaker en het ondertekende controlepunt spreken elkaar tegen.' }];
  } catch {
    return [{ code: 'SIGNATURE_INVALID', words: 'De handtekening onder het laatste controlepunt klopt niet.' }];
  }
}

interface Recorded {
  readonly gelukt: boolean;
  readonly uitleg: string;
}
/** Records the outcome as any other act: over the server when one runs, and under the rules for who may. */
async function record(
  options: VerifyOptions,
  { size, root }: LogVerification,
  findings: readonly Finding[],
): Promise<Recorded> {
  const finding = findings[0]?.words.slice(0, kinds.MAX_TITLE_LENGTH);
  const body = {
    omvang: size,
    ongewijzigd: finding === undefined,
    wortel: root,
    hulpmiddel: `besluitspoor verify ${productVersion()}`,
    ...(finding === undefined ? {} : { bevinding: finding }),
  };
  const transport = await openTransport(options.data, options.token);
  try {
    const answer = await transport.request('POST', `/v1/${pathOf(VerifyIntegrity)}`, { body: JSON.stringify(body) });
    if (answer.status < 400) return { gelukt: true, uitleg: 'De uitkomst is vastgelegd.' };
    process.exitCode ??= exitOf(answer.status);
    const { detail } = JSON.parse(answer.text) as { readonly detail: string };
    return { gelukt: false, uitleg: `De uitkomst is niet vastgelegd: ${detail}` };
  } finally {
    await transport.close();
  }
}

async function verifyFile(file: string, options: VerifyOptions, log: LogReader, vault: Vault): Promise<void> {
  if (statSync(file).size > MAX_REPORT_BYTES)
    throw new CliError(
      EXIT.input,
      'TOO_LARGE',
      'Het rapport is groter dan 50 MiB; zo groot maakt Besluitspoor ze niet.',
    );
  const show = progress('Nagerekend', (await log.head()).size);
  const verification = await verifyReport({ text: readFileSync(file, 'utf8'), log, vault, onPage: show });
  const { origin, findings, remarks } = verification;
  if (findings.length > 0) process.exitCode = EXIT.wrong;
  const bevindingen = findings.map(({ code, words }) => ({ code, uitleg: words }));
  give(options, { bestand: file, herkomst: origin ?? null, bevindingen, opmerkingen: remarks }, () =>
    reportInWords(verification).join('\n'),
  );
}
function reportInWords({ origin, findings, remarks }: ReportVerification): readonly string[] {
  const about =
    origin === undefined
      ? []
      : [
          `${origin.rapport} van ${origin.programma} voor ${origin.lezerskring}, peildatum ${origin.opPeildatum}, uit de eerste ${origin.logomvang} regels van het logboek.`,
        ];
  const outcome =
    findings.length > 0
      ? findings.map(({ words }) => `✗ ${words}`)
      : ['✓ Het logboek geeft hetzelfde rapport, byte voor byte.'];
  return [...about, ...outcome, ...remarks];
}
