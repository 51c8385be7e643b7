import { createPrivateKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { LogUnavailable } from '#event-log';
import { ed25519Signer, type NoteSigner } from '#transparency';

/**
 * The key with which the log signs its checkpoints. It lies outside every database, so that a copy of the data cannot
 * sign; whoever has both can. Its name is the origin of the log: the identity under which others know it.
 */
export interface LogKey extends NoteSigner {
  readonly origin: string;
  /** What others need to check the signatures, in the form of signed-note. */
  readonly vkey: string;
}

const PRIVATE = 0o600;
/** Until the municipality gives the log an address of its own, nobody else can have the same. */
const DEFAULT_DOMAIN = 'besluitspoor.invalid';

interface KeyFile {
  readonly origin: string;
  readonly key: string;
}

/** Opens the key, or makes it the first time. */
export function openLogKey(file: string): LogKey {
  if (!existsSync(file)) writeKey(file);
  const { origin, key } = readKey(file);
  return Object.assign(ed25519Signer(origin, key), { origin });
}

function readKey(file: string): { readonly origin: string; readonly key: KeyObject } {
  try {
    const { origin, key } = JSON.parse(readFileSync(file, 'utf8')) as KeyFile;
    if (typeof origin === 'string') return { origin, key: createPrivateKey(key) };
  } catch {
    // Said below, in words.
  }
  throw new LogUnavailable(
    'LOG_IO',
    `De sleutel ${file} waarmee het logboek ondertekent is niet leesbaar. Zet haar terug uit uw eigen bewaarplaats.`,
  );
}

function writeKey(file: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  const made: KeyFile = {
    origin: `${DEFAULT_DOMAIN}/logboek/${randomUUID()}`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  // Never over another, and never seen half: of two processes that start at the same time, one reads what the other wrote.
  const draft = `${file}.${process.pid}.nieuw`;
  writeFileSync(draft, JSON.stringify(made), { mode: PRIVATE, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
