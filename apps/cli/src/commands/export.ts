import { createHash, hash, randomUUID } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import { isDossierStream } from '#dossier';
import {
  EXPORT_AUDIENCES,
  EXPORT_FILES,
  EXPORT_FORMAT,
  manifestNoteText,
  manifestText,
  writeDisclosures,
  type ExportAudience,
  type Manifest,
} from '#interchange';
import { encodeBase64, signNote } from '#transparency';
import type { Checkpointer } from '../../../server/src/proof/checkpointer.js';
import { openLogKey } from '../../../server/src/proof/log-key.js';
import { publish } from '../../../server/src/proof/publish.js';
import { startCheckpointer } from '../../../server/src/proof/start.js';
import { FILES } from '../../../server/src/runtime/files.js';
import { openRuntime, type Runtime } from '../../../server/src/runtime/runtime.js';
import { CliError, EXIT } from '../exit.js';
import { mustBeInitialised } from '../folder.js';
import { give, progress } from '../output.js';
import { dataOption, jsonOption } from './options.js';

const VERIFIER = fileURLToPath(new URL('../../../../../apps/verifier/verifier.mjs', import.meta.url));

interface ExportOptions {
  readonly data: string;
  readonly json: boolean;
  readonly publiek: ExportAudience;
  readonly programma?: string;
  readonly naar: string;
}

export function addExportCommand(root: Command): void {
  root
    .command('export')
    .description('schrijf het logboek met wat één publiek mag lezen, zodat het zonder ons te controleren is')
    .addOption(new Option('--publiek <publiek>', 'voor wie').choices([...EXPORT_AUDIENCES]).makeOptionMandatory())
    .option('--programma <id>', 'alleen de inhoud van dit programma, zoals d-…')
    .requiredOption('--naar <map>', 'waar de export komt: een map die er nog niet is')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(exportLog);
}

async function exportLog(options: ExportOptions): Promise<void> {
  mustBeInitialised(options.data);
  mustBeFree(options.naar);
  const runtime = await openRuntime({ folder: options.data });
  const checkpointer = startCheckpointer(runtime);
  try {
    await checkpointer.ready;
    const { publiek: audience, programma: programme, naar: folder } = options;
    const asked = { audience, folder, verifierFile: VERIFIER, ...(programme === undefined ? {} : { programme }) };
    const { manifest, files } = await writeExport(runtime, checkpointer, asked);
    const { size, vkey, disclosures } = manifest;
    const answer = { map: folder, publiek: audience, regels: size, waarden: disclosures.count, controlesleutel: vkey };
    give(options, { ...answer, bestanden: files }, () =>
      [
        `${size} regels in ${folder}, met ${disclosures.count} waarden die ${audience} mag lezen.`,
        `Controleren kan zonder dit programma: node ${join(folder, EXPORT_FILES.verifier)} ${folder} --sleutel '${vkey}'`,
        'Geef de sleutel langs een andere weg dan de export.',
      ].join('\n'),
    );
  } finally {
    await checkpointer.stop();
    await runtime.close();
  }
}

function mustBeFree(folder: string): void {
  if (!existsSync(folder)) return;
  throw new CliError(EXIT.input, 'FOLDER_IN_USE', `${folder} bestaat al. Noem een map die er nog niet is.`);
}

interface AskedExport {
  readonly audience: ExportAudience;
  readonly programme?: string;
  readonly folder: string;
  readonly verifierFile: string;
}

/** Writes an export beside its place and puts it there when it is whole. */
export async function writeExport(
  runtime: Runtime,
  checkpointer: Checkpointer,
  asked: AskedExport,
): Promise<{ readonly manifest: Manifest; readonly files: number }> {
  await mustExist(runtime, asked.programme);
  const target = resolve(asked.folder);
  const unfinished = `${target}.${randomUUID().slice(0, 8)}.onaf`;
  mkdirSync(dirname(target), { recursive: true });
  try {
    const manifest = await writeFiles(runtime, checkpointer, { ...asked, folder: unfinished });
    const files = readdirSync(unfinished, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    renameSync(unfinished, target);
    return { manifest, files: files.length };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function mustExist({ log }: Runtime, programme: string | undefined): Promise<void> {
  if (programme === undefined) return;
  if (isDossierStream(programme) && (await log.streamHead(programme)) !== undefined) return;
  throw new CliError(EXIT.input, 'PROGRAMME_UNKNOWN', `Het programma ${programme} is er niet.`);
}

async function writeFiles(
  runtime: Runtime,
  checkpointer: Checkpointer,
  { audience, programme, folder, verifierFile }: AskedExport,
): Promise<Manifest> {
  const signed = checkpointer.checkpoint;
  const { failure } = checkpointer.status();
  if (signed === undefined || failure !== undefined)
    throw new CliError(EXIT.unavailable, 'NOT_SIGNED', failure ?? 'Het logboek is leeg.');
  const { log, vault, engine } = runtime;
  await publish(folder, log, checkpointer.tree, signed.note);
  const file = openSync(join(folder, EXPORT_FILES.disclosures), 'wx');
  const sha256 = createHash('sha256');
  const asked = { audience, ...(programme === undefined ? {} : { programme }) };
  const onProgress = progress('Geschreven', signed.size);
  const write = (lines: string): void => {
    sha256.update(lines);
    writeFileSync(file, lines);
  };
  const { disclosed, table } = await writeDisclosures({
    ...asked,
    log,
    vault,
    size: signed.size,
    write,
    onProgress,
  }).finally(() => closeSync(file));
  copyFileSync(verifierFile, join(folder, EXPORT_FILES.verifier));
  const key = openLogKey(join(runtime.folder, FILES.logKey));
  const manifest: Manifest = {
    format: EXPORT_FORMAT,
    origin: key.origin,
    vkey: key.vkey,
    size: signed.size,
    root: encodeBase64(signed.root),
    audience,
    madeAt: engine.options.clock.now(),
    ...(programme === undefined ? {} : { programme: { stream: programme, streamHeads: 'absent' } }),
    verifier: { sha256: hash('sha256', readFileSync(verifierFile), 'hex') },
    disclosures: { sha256: sha256.digest('hex'), count: disclosed },
    grounds: table.grounds,
    entries: table.entries,
  };
  const text = manifestText(manifest);
  writeFileSync(join(folder, EXPORT_FILES.manifest), text);
  const note = await signNote(manifestNoteText(key.origin, hash('sha256', text, 'hex')), key);
  writeFileSync(join(folder, EXPORT_FILES.note), note);
  return manifest;
}
