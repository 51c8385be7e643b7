import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openSqliteReader, type LogReader } from '#event-log';
import { ed25519Verifier, openCheckpoint, parseVkey } from '#transparency';
import type { Checkpointer } from '../../../server/src/proof/checkpointer.js';
import { Guard, type Guarded } from '../../../server/src/proof/guard.js';
import { openLogKey } from '../../../server/src/proof/log-key.js';
import { LogTree } from '../../../server/src/proof/log-tree.js';
import { publish } from '../../../server/src/proof/publish.js';
import { startCheckpointer } from '../../../server/src/proof/start.js';
import { FILES } from '../../../server/src/runtime/files.js';
import { isInitialised } from '../../../server/src/runtime/open-log.js';
import { guardFileOf, openRuntime } from '../../../server/src/runtime/runtime.js';
import { CliError, EXIT } from '../exit.js';
import { give, progress } from '../output.js';
import { dataOption, jsonOption } from './options.js';

const PAGE = 1_000;
const COSIGN_WITHIN_MS = 10_000;

interface LocalOptions {
  readonly data: string;
  readonly json: boolean;
}
const local = (command: Command): Command => command.addOption(dataOption()).addOption(jsonOption());

/** The log as anybody can check it. */
export function addProofCommands(root: Command): void {
  local(root.command('verify'))
    .description('reken het hele logboek na, en vergelijk het met wat er is ondertekend')
    .action(verify);
  local(root.command('publish').argument('<map>', 'waar de bestanden komen, zoals een usb-stick'))
    .description('schrijf het logboek als bestanden die iedereen met eigen gereedschap kan controleren')
    .action(publishLog);
}

function mustExist(folder: string): void {
  if (!isInitialised(folder))
    throw new CliError(
      EXIT.input,
      'NOT_INITIALISED',
      `In ${folder} staat nog geen logboek. Maak er een met: besluitspoor init`,
    );
}

/** Reads only, so it runs beside a server at work. */
async function verify(options: LocalOptions): Promise<void> {
  mustExist(options.data);
  const log = await openSqliteReader(join(options.data, FILES.log));
  const guard = new Guard(guardFileOf(options.data));
  try {
    const guarded = guard.read();
    const tree = await rebuilt(log, 'Nagerekend');
    const findings = [...signatureFindings(options.data, guarded), ...rootFindings(tree, guarded)];
    if (findings.length > 0) process.exitCode = EXIT.unavailable;
    const root = Buffer.from(tree.root()).toString('hex');
    give(
      options,
      { regels: tree.size, wortel: root, ondertekendeRegels: guarded?.size ?? 0, bevindingen: findings },
      () =>
        [
          `${tree.size} regels nagerekend, byte voor byte. Wortel: ${root}`,
          guarded === undefined
            ? 'Er is nog niets ondertekend: dat doet de server.'
            : `${guarded.size} regels zijn ondertekend op ${guarded.signedAt}.`,
          ...(findings.length === 0 ? ['✓ Alles klopt.'] : findings.map((finding) => `✗ ${finding}`)),
        ].join('\n'),
    );
  } finally {
    guard.close();
    await log.close();
  }
}

async function rebuilt(log: LogReader, label: string): Promise<LogTree> {
  const tree = new LogTree();
  const show = progress(label, (await log.head()).size);
  for (;;) {
    const page = await log.readAll(tree.last, PAGE);
    if (page.length === 0) return tree;
    tree.add(page);
    show(tree.size);
  }
}

function rootFindings(tree: LogTree, guarded: Guarded | undefined): readonly string[] {
  if (guarded === undefined) return [];
  if (tree.size < guarded.size)
    return [
      `Er zijn ${guarded.size} regels ondertekend, maar het logboek heeft er ${tree.size}: het is een oudere kopie.`,
    ];
  return Buffer.from(tree.rootAt(guarded.size)).equals(guarded.root)
    ? []
    : [`De eerste ${guarded.size} regels zijn niet meer die van de handtekening.`];
}

function signatureFindings(folder: string, guarded: Guarded | undefined): readonly string[] {
  const file = join(folder, FILES.logKey);
  if (guarded === undefined) return [];
  if (!existsSync(file)) return [`De sleutel ${FILES.logKey} ontbreekt, dus de handtekening is niet te controleren.`];
  const { origin, vkey } = openLogKey(file);
  try {
    const opened = openCheckpoint(Buffer.from(guarded.note), {
      origin,
      logKeys: [ed25519Verifier(parseVkey(vkey))],
    });
    return opened.size === guarded.size && Buffer.from(opened.root).equals(guarded.root)
      ? []
      : ['De bewaker en het ondertekende controlepunt spreken elkaar tegen.'];
  } catch {
    return ['De handtekening onder het laatste controlepunt klopt niet.'];
  }
}

async function publishLog(folder: string, options: LocalOptions): Promise<void> {
  mustExist(options.data);
  const runtime = await openRuntime({ folder: options.data });
  let checkpointer: Checkpointer | undefined;
  try {
    checkpointer = startCheckpointer(runtime);
    await checkpointer.ready;
    const signed = checkpointer.checkpoint;
    // The witnesses get a moment; without them the log's own signature is on it.
    if (signed !== undefined) await checkpointer.cosigners.reached(signed.size, COSIGN_WITHIN_MS);
    const { shown } = checkpointer;
    const { vkey, failure } = checkpointer.status();
    // What is not the log that was signed is not given to anybody.
    if (shown === undefined || failure !== undefined)
      throw new CliError(EXIT.unavailable, 'NOT_SIGNED', failure ?? 'Het logboek is leeg.');
    const published = await publish(folder, runtime.log, checkpointer.tree, shown.note);
    give(options, { map: folder, regels: published.size, bestanden: published.files, controlesleutel: vkey }, () =>
      [
        `${published.size} regels in ${folder}; ${published.files} bestanden geschreven.`,
        `Wie controleert heeft deze sleutel nodig, langs een andere weg: ${vkey}`,
      ].join('\n'),
    );
  } finally {
    await checkpointer?.stop();
    await runtime.close();
  }
}
