import { createHash, hash, randomUUID } from 'node:crypto';
import { closeSync, copyFileSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isDossierStream, type Caller } from '#dossier';
import {
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
import { readWitnessPolicy } from '../../../server/src/proof/witness-policy.js';
import { FILES } from '../../../server/src/runtime/files.js';
import type { Runtime } from '../../../server/src/runtime/runtime.js';
import { CliError, EXIT } from '../exit.js';
import { progress } from '../output.js';
import { cut, type Cut } from './cut.js';
import { copyTimestamps } from './timestamps.js';
import { recordVerifier } from './verifier-file.js';

export interface AskedExports {
  /** For whom, and into which folder that is not there yet. All are cut at one checkpoint. */
  readonly exports: readonly { readonly audience: ExportAudience; readonly folder: string }[];
  readonly programme?: string;
  readonly verifierFile: string;
  /** Who makes them; needed when they disclose what is secret. */
  readonly reader?: Caller;
}
export interface WrittenExport {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly files: number;
}

/** Writes exports beside their places, records who read what is secret, and only then puts them there. */
export async function writeExports(
  runtime: Runtime,
  checkpointer: Checkpointer,
  asked: AskedExports,
): Promise<readonly WrittenExport[]> {
  await mustExist(runtime, asked.programme);
  const verifier = await recordVerifier(runtime.engine, asked.verifierFile);
  const at = await cut(runtime, checkpointer, asked.programme);
  const unfinished = asked.exports.map(({ folder }) => `${resolve(folder)}.${randomUUID().slice(0, 8)}.onaf`);
  try {
    const written: WrittenExport[] = [];
    for (const [which, { audience, folder }] of asked.exports.entries()) {
      const beside = unfinished[which]!;
      mkdirSync(dirname(beside), { recursive: true });
      const { manifest, secretReads } = await writeFiles({
        runtime,
        checkpointer,
        asked,
        at,
        audience,
        folder: beside,
        verifier,
      });
      await recordReads(runtime, asked, manifest, secretReads);
      const files = readdirSync(beside, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
      written.push({ folder, manifest, files: files.length });
    }
    asked.exports.forEach(({ folder }, which) => renameSync(unfinished[which]!, resolve(folder)));
    return written;
  } finally {
    for (const folder of unfinished) rmSync(folder, { recursive: true, force: true });
  }
}

async function mustExist({ log }: Runtime, programme: string | undefined): Promise<void> {
  if (programme === undefined) return;
  if (isDossierStream(programme) && (await log.streamHead(programme)) !== undefined) return;
  throw new CliError(EXIT.input, 'PROGRAMME_UNKNOWN', `Het programma ${programme} is er niet.`);
}

interface OneExport {
  readonly runtime: Runtime;
  readonly checkpointer: Checkpointer;
  readonly asked: AskedExports;
  readonly at: Cut;
  readonly audience: ExportAudience;
  readonly folder: string;
  /** SHA-256 of the verifier that goes with it. */
  readonly verifier: string;
}
type SecretReads = Awaited<ReturnType<typeof writeDisclosures>>['secretReads'];

async function writeFiles(one: OneExport): Promise<{ manifest: Manifest; secretReads: SecretReads }> {
  const { runtime, checkpointer, asked, at, audience, folder } = one;
  await publish(folder, runtime.log, checkpointer.tree, at.note);
  const { disclosed, table, secretReads, sha256 } = await writeDisclosuresFile(one);
  copyFileSync(asked.verifierFile, join(folder, EXPORT_FILES.verifier));
  const timestamps = copyTimestamps(runtime.folder, join(folder, EXPORT_FILES.timestamps), at.size);
  const { quorum, witnesses } = readWitnessPolicy(runtime.folder);
  const key = openLogKey(join(runtime.folder, FILES.logKey));
  const manifest: Manifest = {
    format: EXPORT_FORMAT,
    origin: key.origin,
    vkey: key.vkey,
    size: at.size,
    root: encodeBase64(at.root),
    audience,
    madeAt: runtime.engine.options.clock.now(),
    ...(asked.programme === undefined ? {} : { programme: { stream: asked.programme, streamHeads: at.size - 1 } }),
    witnesses: { quorum, keys: witnesses.map(({ organ, vkey }) => ({ organ, vkey })) },
    ...(timestamps === undefined ? {} : { timestamps }),
    verifier: { sha256: one.verifier },
    disclosures: { sha256, count: disclosed },
    grounds: table.grounds,
    entries: table.entries,
  };
  const text = manifestText(manifest);
  writeFileSync(join(folder, EXPORT_FILES.manifest), text);
  const note = await signNote(manifestNoteText(key.origin, hash('sha256', text, 'hex')), key);
  writeFileSync(join(folder, EXPORT_FILES.note), note);
  return { manifest, secretReads };
}

async function writeDisclosuresFile({
  runtime: { log, vault },
  asked: { programme },
  at,
  audience,
  folder,
}: OneExport) {
  const file = openSync(join(folder, EXPORT_FILES.disclosures), 'wx');
  const sha256 = createHash('sha256');
  const write = (lines: string): void => {
    sha256.update(lines);
    writeFileSync(file, lines);
  };
  const onProgress = progress(`Geschreven voor ${audience}`, at.size);
  const asked = { audience, ...(programme === undefined ? {} : { programme }) };
  const { size } = at;
  const written = await writeDisclosures({ ...asked, log, vault, size, write, onProgress }).finally(() =>
    closeSync(file),
  );
  return { ...written, sha256: sha256.digest('hex') };
}

/** Before the export stands where it was asked for; recorded after its last entry, so that it is not in it itself. */
async function recordReads(
  { engine }: Runtime,
  { reader }: AskedExports,
  { audience, size }: Manifest,
  secretReads: SecretReads,
): Promise<void> {
  if (secretReads.size > 0 && reader === undefined)
    throw new CliError(
      EXIT.token,
      'READER_UNKNOWN',
      'In deze export staat wat geheim is, en wie dat leest wordt vastgelegd. Zeg met --token wie u bent.',
    );
  for (const [dossier, secrecyIds] of secretReads)
    await engine.recordSecretRead({
      dossier,
      caller: reader!,
      audience,
      document: `export-${audience}`,
      position: size - 1,
      secrecyIds: [...secrecyIds].sort(),
    });
}
