import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openSqliteReader } from '#event-log';
import { ed25519Verifier, encodeBase64, openCheckpoint, parseVkey, TransparencyRefused } from '#transparency';
import { COSIGNED_FILE } from '../proof/cosigners.js';
import { readGuard, type Guarded } from '../proof/guard.js';
import { openLogKey } from '../proof/log-key.js';
import { TIMESTAMPS_FOLDER } from '../proof/timestamps.js';
import { fromEnvironment } from '../config/configuration.js';
import { FILES } from '../runtime/files.js';
import { logUrlOf } from '../runtime/open-log.js';
import {
  BACKUP_FORMAT,
  BackupRefused,
  CHECKPOINT_FILE,
  describeFiles,
  KEYS_EXPIRE_DAYS,
  MANIFEST_FILE,
  markRunning,
  mustBeFree,
  unfinishedFolder,
  unmarkRunning,
  type BackupManifest,
} from './backup-files.js';
import { recompute } from './recompute.js';
import { Snapshot } from './snapshot.js';

interface BackupOptions {
  /** The data folder; a server may be at work in it. */
  readonly folder: string;
  /** Where the backup comes: a folder that is not there yet, or is empty. */
  readonly target: string;
  readonly guardFile: string;
  readonly now: string;
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

/** Small files that stand as they are: who cosigns and stamps, and what they gave. */
const PLAIN_FILES = [COSIGNED_FILE, 'witnesses.json', 'timestamps.json'];
const MS_PER_DAY = 86_400_000;
const NOT_INCLUDED = {
  [FILES.masterKey]: 'Zonder deze hoofdsleutel opent het sleutelbestand niets. Bewaar haar op een andere plaats.',
  [FILES.logKey]: 'Wie deze sleutel heeft, tekent als dit logboek. Bewaar haar op een andere plaats.',
};

/**
 * Copies a data folder while it is in use, and checks the copy before it is called one. Neither of the two secrets is
 * in it: whoever finds a backup can open nothing that is sealed and sign nothing.
 */
export async function makeBackup(options: BackupOptions): Promise<BackupManifest> {
  const target = resolve(options.target);
  const logFile = localLog(options.folder);
  mustBeFree(target, 'BACKUP_TARGET_IN_USE');
  const unfinished = unfinishedFolder(target);
  mkdirSync(dirname(target), { recursive: true });
  mkdirSync(unfinished, { mode: 0o700 });
  try {
    markRunning(unfinished);
    const guarded = await copyFiles(options, logFile, unfinished);
    const manifest = await manifestOf(options, unfinished, guarded);
    unmarkRunning(unfinished);
    renameSync(unfinished, target);
    return manifest;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** A log on a server has backups of its own, made there; what lies here beside it is not the log. */
function localLog(folder: string): string {
  const url = logUrlOf(folder);
  if (url.engine === 'sqlite') return url.file;
  throw new BackupRefused(
    'BACKUP_LOG_ELSEWHERE',
    'Dit logboek staat op een EventStoreDB-server. Maak de reservekopie daar; kopieer hier alleen het sleutelbestand, na de kopie van het logboek.',
  );
}

/**
 * The order is what makes the copy consistent. The guard and the views first: they may lag behind the log, and may
 * never be ahead of it. Then the moment of the log. The keys after that moment, since a key is durable before what it
 * seals: so every sealed value of the copy has its key, unless it was erased meanwhile.
 */
async function copyFiles(
  { folder, guardFile, onProgress }: BackupOptions,
  logFile: string,
  target: string,
): Promise<Guarded | undefined> {
  const source = (name: keyof typeof FILES): string => join(folder, FILES[name]);
  const copy = async (name: 'views' | 'tokens' | 'keys'): Promise<void> => {
    if (!existsSync(source(name))) return;
    const snapshot = new Snapshot(source(name));
    try {
      await snapshot.copyTo(join(target, FILES[name]));
    } finally {
      snapshot.close();
    }
  };
  const guarded = readGuard(guardFile);
  // Views that are kept elsewhere come back from the log.
  if (fromEnvironment('views') === undefined) await copy('views');
  const log = new Snapshot(logFile);
  try {
    await copy('keys');
    await log.copyTo(join(target, FILES.log), (done, total) => onProgress?.('Gekopieerd', done, total));
  } finally {
    log.close();
  }
  await copy('tokens');
  if (guarded !== undefined) writeFileSync(join(target, CHECKPOINT_FILE), guarded.note, { flush: true });
  copyPlainFiles(folder, target);
  return guarded;
}

function copyPlainFiles(folder: string, target: string): void {
  const stamps = join(folder, TIMESTAMPS_FOLDER);
  const names = [
    ...PLAIN_FILES,
    ...(existsSync(stamps) ? readdirSync(stamps).map((name) => `${TIMESTAMPS_FOLDER}/${name}`) : []),
  ];
  for (const name of names) {
    // A request for a stamp that is under way is a folder; it is no stamp yet.
    if (!existsSync(join(folder, name)) || !/^[a-z0-9.-]+(\/\d+\.(tsr|checkpoint))?$/.test(name)) continue;
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, name), readFileSync(join(folder, name)), { flush: true });
  }
}

/** Opens the copy as a reader would, and writes down what it is only when it holds. */
async function manifestOf(
  { folder, now, onProgress }: BackupOptions,
  target: string,
  guarded: Guarded | undefined,
): Promise<BackupManifest> {
  const log = await openSqliteReader(join(target, FILES.log));
  const total = (await log.head()).size;
  const sizes = guarded === undefined ? [] : [guarded.size];
  const { size, root, rootAt } = await recompute(log, sizes, (done) => onProgress?.('Nagerekend', done, total)).finally(
    () => log.close(),
  );
  const key = existsSync(join(folder, FILES.logKey)) ? openLogKey(join(folder, FILES.logKey)) : undefined;
  if (guarded !== undefined) {
    if (!rootAt.get(guarded.size)?.equals(guarded.root))
      throw notConsistent(`De kopie hoort niet bij het controlepunt van ${guarded.size} regels.`);
    if (key !== undefined) mustBeSigned(guarded, key);
  }
  mustHaveKeys(folder, target);
  const names = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(target.length + 1))
    .filter((name) => name !== 'bezig.json')
    .sort();
  const manifest: BackupManifest = {
    format: BACKUP_FORMAT,
    madeAt: now,
    ...(key === undefined ? {} : { origin: key.origin, vkey: key.vkey }),
    log: { size, root: encodeBase64(root) },
    ...(guarded === undefined
      ? {}
      : { checkpoint: { size: guarded.size, root: encodeBase64(guarded.root), signedAt: guarded.signedAt } }),
    keysExpireOn: new Date(Date.parse(now) + KEYS_EXPIRE_DAYS * MS_PER_DAY).toISOString().slice(0, 10),
    files: await describeFiles(target, names),
    notIncluded: NOT_INCLUDED,
  };
  writeFileSync(join(target, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
  return manifest;
}

function mustBeSigned({ note, size }: Guarded, { origin, vkey }: { origin: string; vkey: string }): void {
  try {
    const opened = openCheckpoint(Buffer.from(note), { origin, logKeys: [ed25519Verifier(parseVkey(vkey))] });
    if (opened.size === size) return;
  } catch (error) {
    if (!(error instanceof TransparencyRefused)) throw error;
  }
  throw notConsistent('Het controlepunt van de bewaker is niet ondertekend met de sleutel van dit logboek.');
}

/** A sealed value without its key would read as erased. One whose key is gone in the original too was erased. */
function mustHaveKeys(folder: string, target: string): void {
  const log = new Snapshot(join(target, FILES.log));
  const copied = new Snapshot(join(target, FILES.keys));
  const original = new Snapshot(join(folder, FILES.keys));
  try {
    const keys = 'SELECT key_id FROM data_key';
    const [there, still] = [new Set(copied.column(keys)), new Set(original.column(keys))];
    const lost = log
      .column("SELECT DISTINCT keyid FROM sealed WHERE keyid <> '' AND length(box) > 0")
      .filter((keyId) => !there.has(keyId) && still.has(keyId));
    if (lost.length > 0)
      throw notConsistent(`Van ${lost.length} afgeschermde reeksen zit de sleutel niet in de kopie.`);
  } finally {
    for (const each of [log, copied, original]) each.close();
  }
}

const notConsistent = (why: string): BackupRefused =>
  new BackupRefused('BACKUP_NOT_CONSISTENT', `${why} Er is geen reservekopie gemaakt. Draai: besluitspoor doctor`);
