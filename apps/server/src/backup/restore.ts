import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { recordSuccession, successionsIn, type Clock } from '#dossier';
import { openSqliteLog, openSqliteReader } from '#event-log';
import { COSIGNED_FILE, EVIDENCE_FILE } from '../proof/cosigners.js';
import { Guard, type Guarded } from '../proof/guard.js';
import { openLogKey } from '../proof/log-key.js';
import { TIMESTAMPS_FOLDER } from '../proof/timestamps.js';
import { readWitnessPolicy } from '../proof/witness-policy.js';
import { fromEnvironment } from '../config/configuration.js';
import { FILES } from '../runtime/files.js';
import { openRuntime, type Runtime } from '../runtime/runtime.js';
import {
  BackupRefused,
  checkFiles,
  CHECKPOINT_FILE,
  markRunning,
  mustBeFree,
  readManifest,
  unfinishedFolder,
  unmarkRunning,
  type BackupManifest,
} from './backup-files.js';
import { moveGuard, readMovableGuard } from './guard-move.js';
import { openMirror, recoverFrom, type Mirror } from './mirror.js';
import { largest, lookOutside, trustedLog, type Known, type Outside } from './outside.js';
import { recompute, type Recomputed } from './recompute.js';
import { Snapshot } from './snapshot.js';

export interface RestoreOptions {
  readonly backup: string;
  /** The new data folder: not there yet, or empty. */
  readonly target: string;
  /** Where master.key lies and, to go on under the same name, log.key. */
  readonly secrets: string;
  /**
   * The guard that outlived the log; without it nobody knows what was signed last. One that stays in use where it is
   * (on another disk, as the operator configured) watches over the new folder too; any other moves into it.
   */
  readonly guard: { readonly file: string; readonly stays: boolean } | undefined;
  /** Folders with what was published: what they hold beyond the backup is taken over. */
  readonly mirrors: readonly string[];
  /** Goes on as another log when this one may not go on; says why, for everybody to read. */
  readonly successor?: { readonly cause: string };
  readonly clock?: Clock;
  readonly signal: AbortSignal;
}
export interface Restored {
  readonly origin: string | undefined;
  readonly vkey: string | undefined;
  readonly size: number;
  /** Entries that came from a mirror; what was sealed in them did not come back. */
  readonly recovered: number;
  /** Keys in the backup of persons who were erased since. */
  readonly keysDestroyed: number;
  readonly outside: Outside;
  readonly succeeds?: { readonly origin: string; readonly signed: number; readonly kept: number };
}

/**
 * Makes a data folder of a backup. Goes on under the same name only when the log holds everything that was ever signed
 * under it: a log that signs a second history is worth nothing any more, and nobody can see from outside that it was
 * an accident. The folder appears when everything was checked, and not at all otherwise.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const target = resolve(options.target);
  mustBeFree(target, 'RESTORE_TARGET_IN_USE');
  // What is opened to check the copy would be that other log, and not the copy.
  if (fromEnvironment('log') !== undefined)
    throw new BackupRefused(
      'RESTORE_LOG_ELSEWHERE',
      'BESLUITSPOOR_LOG_URL wijst naar een ander logboek. Zet terug zonder die instelling, en zet log.db daarna op zijn plaats.',
    );
  if (options.successor?.cause.trim() === '')
    throw new BackupRefused('RESTORE_CAUSE_MISSING', 'Zeg met --oorzaak waarom het logboek wordt opgevolgd.');
  const manifest = readManifest(options.backup);
  await checkFiles(options.backup, manifest);
  const unfinished = unfinishedFolder(target);
  mkdirSync(dirname(target), { recursive: true });
  mkdirSync(unfinished, { mode: 0o700 });
  try {
    markRunning(unfinished);
    putBack(options, manifest, unfinished);
    const restored = await bringUpToDate(options, manifest, unfinished, target);
    unmarkRunning(unfinished);
    renameSync(unfinished, target);
    return restored;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** The checkpoint stays in the backup: the guard is what counts from here on. */
function putBack(
  { backup, secrets, successor }: RestoreOptions,
  { files, origin }: BackupManifest,
  folder: string,
): void {
  for (const name of Object.keys(files)) {
    if (name === CHECKPOINT_FILE) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    copyFileSync(join(backup, name), join(folder, name));
  }
  const needed = [FILES.masterKey, ...(origin === undefined || successor !== undefined ? [] : [FILES.logKey])];
  for (const name of needed) {
    if (!existsSync(join(secrets, name)))
      throw new BackupRefused(
        'RESTORE_SECRETS_MISSING',
        `In ${secrets} ontbreekt ${name}. Die sleutel zit met opzet niet in de reservekopie. Haal haar uit uw eigen bewaarplaats en noem die map met --geheimen.`,
      );
    copyFileSync(join(secrets, name), join(folder, name));
  }
}

async function bringUpToDate(
  options: RestoreOptions,
  manifest: BackupManifest,
  folder: string,
  target: string,
): Promise<Restored> {
  const { origin, vkey } = manifest;
  const trusted = origin === undefined || vkey === undefined ? undefined : trustedLog({ origin, vkey });
  const mirrors = trusted === undefined ? [] : options.mirrors.map((mirror) => openMirror(mirror, trusted));
  const guard =
    options.guard === undefined
      ? undefined
      : readMovableGuard(options.guard.file, target, { mayBeCopy: options.successor !== undefined });
  const sources = { guard, mirrors, witnesses: readWitnessPolicy(folder) };
  const outside = await lookOutside(manifest, trusted, sources, options.signal);
  const recovered = await recover(folder, mirrors);
  const sizes = outside.known.map(({ size }) => size);
  const log = await openSqliteReader(join(folder, FILES.log));
  const state = await recompute(log, sizes).finally(() => log.close());
  const found = { recovered, outside };
  const keysBefore = keyCount(folder);
  const done =
    options.successor === undefined
      ? await goOn(options, manifest, { folder, target, state, guard, outside })
      : await succeed(options, manifest, { folder, target, state, guard, outside });
  return { ...done, ...found, keysDestroyed: keysBefore - keyCount(folder) };
}

/** From the mirror that goes furthest; none of the others has more. Opening also brings an older log up to date. */
async function recover(folder: string, mirrors: readonly Mirror[]): Promise<number> {
  const furthest = [...mirrors].sort((a, b) => b.checkpoint.size - a.checkpoint.size)[0];
  const log = await openSqliteLog({ file: join(folder, FILES.log), holder: 'besluitspoor restore' });
  try {
    return furthest === undefined ? 0 : await recoverFrom(furthest, log);
  } finally {
    await log.close();
  }
}

const keyCount = (folder: string): number => {
  const keys = new Snapshot(join(folder, FILES.keys));
  try {
    return Number(keys.column('SELECT count(*) FROM data_key')[0]);
  } finally {
    keys.close();
  }
};

type Done = Omit<Restored, 'recovered' | 'outside' | 'keysDestroyed'>;
interface Place {
  readonly folder: string;
  readonly target: string;
  readonly state: Recomputed;
  readonly guard: Guarded | undefined;
  readonly outside: Outside;
}

/** Under the same name, when nothing that was signed contradicts the log. */
async function goOn(options: RestoreOptions, manifest: BackupManifest, place: Place): Promise<Done> {
  const { folder, target, state, guard, outside } = place;
  mustHoldAll(manifest, state, outside);
  if (manifest.origin === undefined) {
    await openOnce(folder, join(folder, FILES.guard), options.clock);
    return { origin: undefined, vkey: undefined, size: state.size };
  }
  if (guard === undefined || options.guard === undefined) throw noGuard();
  const { file, stays } = options.guard;
  if (!stays) put(join(folder, FILES.guard), guard);
  await openOnce(folder, stays ? file : join(folder, FILES.guard), options.clock);
  // Last of all: from here on the old folder signs nothing more, and this one does.
  if (!stays) moveGuard(file, guard, target);
  const { origin, vkey } = openLogKey(join(folder, FILES.logKey));
  return { origin, vkey, size: state.size };
}

function put(file: string, guarded: Guarded): void {
  const guard = new Guard(file);
  guard.replace(undefined, guarded);
  guard.close();
}

/** Opening does what was ordered and is not done in this copy: a person who was erased since, is erased here too. */
async function openOnce(
  folder: string,
  guardFile: string,
  clock: Clock | undefined,
  work: (runtime: Runtime) => Promise<void> = async () => undefined,
): Promise<void> {
  const runtime = await openRuntime({ folder, guardFile, ...(clock === undefined ? {} : { clock }) });
  try {
    await work(runtime);
  } finally {
    await runtime.close();
  }
}

/** As another log, with a key of its own, that says in its first entry of its own what it takes over and why. */
async function succeed(
  options: RestoreOptions,
  { origin }: BackupManifest,
  { folder, target, state, guard, outside }: Place,
): Promise<Done> {
  const signed = largest(outside.known);
  if (origin === undefined || signed === undefined)
    throw new BackupRefused(
      'RESTORE_CAUSE_MISSING',
      'Van dit logboek is nooit iets ondertekend, dus het hoeft niet te worden opgevolgd. Laat --opvolger weg.',
    );
  let made = '';
  // What others signed of the predecessor says nothing of this log.
  for (const name of [COSIGNED_FILE, EVIDENCE_FILE, TIMESTAMPS_FOLDER])
    rmSync(join(folder, name), { recursive: true, force: true });
  await openOnce(folder, join(folder, FILES.guard), options.clock, async ({ engine }) => {
    made = nextOrigin(origin, await successionsIn(engine.options));
    await recordSuccession(engine.options, {
      predecessor: origin,
      signedSize: signed.size,
      signedRoot: Buffer.from(signed.root).toString('hex'),
      keptSize: state.size,
      keptRoot: state.root.toString('hex'),
      cause: options.successor!.cause,
    });
  });
  writeSuccessorKey(join(folder, FILES.logKey), made);
  // The predecessor is closed: where its guard still is, nothing is signed under the old name any more.
  if (guard !== undefined && options.guard !== undefined) moveGuard(options.guard.file, guard, target);
  const key = openLogKey(join(folder, FILES.logKey));
  const succeeds = { origin, signed: signed.size, kept: state.size };
  return { origin: key.origin, vkey: key.vkey, size: state.size + 1, succeeds };
}

/** `…/2` after the first, and then `…/3`. */
const nextOrigin = (origin: string, successions: number): string =>
  `${successions === 0 ? origin : origin.slice(0, -String(`/${successions + 1}`).length)}/${successions + 2}`;

function writeSuccessorKey(file: string, origin: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeFileSync(file, JSON.stringify({ origin, key }), { mode: 0o600, flag: 'wx', flush: true });
}

function mustHoldAll({ madeAt }: BackupManifest, state: Recomputed, { known }: Outside): void {
  const most = largest(known);
  if (most !== undefined && most.size > state.size) throw older(madeAt, state.size, most);
  for (const one of known) if (!state.rootAt.get(one.size)?.equals(one.root)) throw forked(one);
}

const WAYS =
  'Er zijn twee wegen. Haal de ontbrekende regels uit een spiegel, een gepubliceerde kopie of een export: --mirror MAP. ' +
  'Of sluit dit logboek en open een opvolger onder een nieuwe naam, die zegt wat er is gebeurd: --opvolger --oorzaak "…".';
const older = (madeAt: string, size: number, { by, size: signed }: Known): BackupRefused =>
  new BackupRefused(
    'RESTORE_OLDER',
    `Deze reservekopie van ${madeAt.slice(0, 10)} heeft ${size} regels, maar er zijn er ${signed} ondertekend. Dat weet ${by}. ` +
      `Onder dezelfde naam verdergaan kan niet: dan tekent dit logboek twee verschillende geschiedenissen, en is geen van beide nog te vertrouwen. ${WAYS}`,
  );
const forked = ({ by, size }: Known): BackupRefused =>
  new BackupRefused(
    'RESTORE_FORKED',
    `De eerste ${size} regels van deze reservekopie zijn niet die welke zijn ondertekend. Dat weet ${by}. ` +
      `Onder dezelfde naam verdergaan kan niet. Zoek de kopie die wel klopt, of open een opvolger: --opvolger --oorzaak "…".`,
  );
const noGuard = (): BackupRefused =>
  new BackupRefused(
    'RESTORE_GUARD_MISSING',
    'Zonder de bewaker (guard.db) weet niemand wat het laatst is ondertekend, dus ook niet of deze reservekopie alles heeft. ' +
      'Noem de bewaker die is overgebleven met --bewaker BESTAND: uit de oude gegevensmap, of van de andere schijf. ' +
      'Is hij er niet meer? Open dan een opvolger onder een nieuwe naam: --opvolger --oorzaak "…".',
  );
