import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const BACKUP_FORMAT = 'besluitspoor-reservekopie/1';
export const MANIFEST_FILE = 'manifest.json';
/** The last signed checkpoint that the copied log holds, as it was signed (tlog-checkpoint). */
export const CHECKPOINT_FILE = 'checkpoint';
/** A backup of keys opens what was erased since; AVG 17 is complete when it is gone. */
export const KEYS_EXPIRE_DAYS = 30;

/** What a backup is and holds. Everything else in its folder is no part of it. */
export interface BackupManifest {
  readonly format: typeof BACKUP_FORMAT;
  readonly madeAt: string;
  /** The identity of the log and the key that checks its signatures; absent as long as nothing was signed. */
  readonly origin?: string;
  readonly vkey?: string;
  /** How many entries the copied log has, and the root of the tree over them, in base64. */
  readonly log: { readonly size: number; readonly root: string };
  /** What the guard held; never more than the copied log. */
  readonly checkpoint?: { readonly size: number; readonly root: string; readonly signedAt: string };
  /** After this day the copied keys must be gone. */
  readonly keysExpireOn: string;
  /** By name: bytes and SHA-256 in hexadecimal. */
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
  /** What must come from elsewhere, with what it is for. */
  readonly notIncluded: Readonly<Record<string, string>>;
}

type BackupRefusal =
  | 'BACKUP_TARGET_IN_USE'
  | 'BACKUP_RUNNING'
  | 'BACKUP_LOG_ELSEWHERE'
  | 'BACKUP_NOT_CONSISTENT'
  | 'BACKUP_MISSING'
  | 'BACKUP_MALFORMED'
  | 'BACKUP_DAMAGED'
  | 'RESTORE_TARGET_IN_USE'
  | 'RESTORE_LOG_ELSEWHERE'
  | 'RESTORE_SECRETS_MISSING'
  | 'RESTORE_GUARD_MISSING'
  | 'RESTORE_GUARD_MOVED'
  | 'RESTORE_GUARD_COPIED'
  | 'ADOPT_IN_PLACE'
  | 'ADOPT_NOT_DECLARED'
  | 'ADOPT_WITNESS_SILENT'
  | 'ADOPT_CONTRADICTED'
  | 'RESTORE_OLDER'
  | 'RESTORE_FORKED'
  | 'RESTORE_CAUSE_MISSING'
  | 'MIRROR_UNUSABLE';

/** A stable code and a Dutch sentence that says what to do. */
export class BackupRefused extends Error {
  constructor(
    readonly code: BackupRefusal,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'BackupRefused';
  }
}

/** Refuses a folder that holds something; an empty one is taken over. */
export function mustBeFree(folder: string, code: 'BACKUP_TARGET_IN_USE' | 'RESTORE_TARGET_IN_USE'): void {
  if (!existsSync(folder)) return;
  if (statSync(folder).isDirectory() && readdirSync(folder).length === 0) return;
  throw new BackupRefused(code, `${folder} bestaat al en is niet leeg. Noem een map die er nog niet is.`);
}

const RUNNING_FILE = 'bezig.json';

/** Where a folder is made before it is whole. What a run that was cut off left there is cleared away. */
export function unfinishedFolder(target: string): string {
  const folder = `${target}.onaf`;
  const note = join(folder, RUNNING_FILE);
  if (existsSync(note) && isRunning(readFileSync(note, 'utf8')))
    throw new BackupRefused(
      'BACKUP_RUNNING',
      `Er wordt al in ${folder} geschreven. Wacht tot dat klaar is, of noem een andere map.`,
    );
  rmSync(folder, { recursive: true, force: true });
  return folder;
}
export const markRunning = (folder: string): void =>
  writeFileSync(join(folder, RUNNING_FILE), JSON.stringify({ pid: process.pid }));
export const unmarkRunning = (folder: string): void => rmSync(join(folder, RUNNING_FILE), { force: true });

function isRunning(note: string): boolean {
  try {
    const { pid } = JSON.parse(note) as { readonly pid: number };
    // Signal 0 only asks whether the process is there.
    return pid !== process.pid && process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function describeFiles(folder: string, names: readonly string[]): Promise<BackupManifest['files']> {
  const described: Record<string, { bytes: number; sha256: string }> = {};
  for (const name of names)
    described[name] = { bytes: statSync(join(folder, name)).size, sha256: await sha256Of(join(folder, name)) };
  return described;
}

export function readManifest(folder: string): BackupManifest {
  const file = join(folder, MANIFEST_FILE);
  if (!existsSync(file))
    throw new BackupRefused('BACKUP_MISSING', `${folder} is geen reservekopie: ${MANIFEST_FILE} ontbreekt.`);
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as BackupManifest;
    if (manifest.format === BACKUP_FORMAT && Number.isSafeInteger(manifest.log.size) && isFiles(manifest.files))
      return manifest;
  } catch {
    // Said below, in words.
  }
  throw new BackupRefused('BACKUP_MALFORMED', `${file} is niet te lezen. Gebruik een andere reservekopie.`);
}

/** A name that leaves the folder is no name of ours. */
const isFiles = (files: unknown): boolean =>
  typeof files === 'object' &&
  files !== null &&
  Object.entries(files).every(
    ([name, { bytes, sha256 }]: [string, { bytes: unknown; sha256: unknown }]) =>
      /^[a-z0-9.-]+(\/[a-z0-9.-]+)?$/.test(name) &&
      !name.includes('..') &&
      Number.isSafeInteger(bytes) &&
      typeof sha256 === 'string',
  );

/** Refuses a backup of which a file is missing or is not what was written. */
export async function checkFiles(folder: string, { files }: BackupManifest): Promise<void> {
  for (const [name, { bytes, sha256 }] of Object.entries(files)) {
    const file = join(folder, name);
    if (existsSync(file) && statSync(file).size === bytes && (await sha256Of(file)) === sha256) continue;
    throw new BackupRefused(
      'BACKUP_DAMAGED',
      `In de reservekopie is ${name} ${existsSync(file) ? 'niet meer wat er is weggeschreven' : 'er niet meer'}. Gebruik een andere reservekopie.`,
    );
  }
}

/** A file may be larger than memory, so it is read in parts. */
async function sha256Of(file: string): Promise<string> {
  const sum = createHash('sha256');
  for await (const part of createReadStream(file)) sum.update(part as Buffer);
  return sum.digest('hex');
}
