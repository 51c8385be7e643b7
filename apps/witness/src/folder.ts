import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cosignatureSigner,
  ED25519_TYPE,
  ed25519Verifier,
  parseVkey,
  type NoteSigner,
  type TrustedLog,
} from '#transparency';

/** What stands in the folder of a witness. */
export const WITNESS_FILES = {
  /** Name and trusted logs; people edit this. */
  settings: 'witness.json',
  /** The private key: whoever has it is this witness. */
  key: 'witness.key',
  /** What was cosigned last. Never put an older copy of it back. */
  store: 'witness.db',
} as const;

/** Something that the operator of the witness can do something about, in Dutch. */
export class WitnessProblem extends Error {}

/** One log that the witness cosigns. */
interface LogSettings {
  readonly origin: string;
  readonly vkey: string;
}
interface WitnessSettings {
  readonly name: string;
  readonly logs: readonly LogSettings[];
}

const PRIVATE = 0o600;
const PRIVATE_FOLDER = 0o700;
const MS_PER_SECOND = 1_000;

type OwnSigner = NoteSigner & { readonly vkey: string };
const posixNow = (): number => Math.floor(Date.now() / MS_PER_SECOND);

/** A new witness with a key of its own; gives the key with which others check its cosignatures. */
export function initWitness(folder: string, name: string, vkeys: readonly string[]): string {
  const files = Object.values(WITNESS_FILES).map((file) => join(folder, file));
  if (files.some((file) => existsSync(file))) throw new WitnessProblem(`In ${folder} staat al een getuige.`);
  const logs = vkeys.map((vkey) => ({ origin: logKey(vkey).name, vkey }));
  const { privateKey } = generateKeyPairSync('ed25519');
  const { vkey } = signerOf(name, privateKey);
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeFileSync(join(folder, WITNESS_FILES.key), pem, { mode: PRIVATE, flag: 'wx' });
  const settings: WitnessSettings = { name, logs };
  writeFileSync(join(folder, WITNESS_FILES.settings), `${JSON.stringify(settings, null, 2)}\n`, { flag: 'wx' });
  return vkey;
}

export interface OpenedWitness {
  readonly signer: OwnSigner;
  readonly logs: readonly TrustedLog[];
  readonly storeFile: string;
}

/** Reads what `initWitness` made and the operator may have changed. */
export function openWitness(folder: string): OpenedWitness {
  const file = join(folder, WITNESS_FILES.settings);
  const { name, logs } = settingsOf(file, read(file));
  const key = read(join(folder, WITNESS_FILES.key));
  return {
    signer: signerFrom(name, key, folder),
    logs: trustedLogs(logs),
    storeFile: join(folder, WITNESS_FILES.store),
  };
}

/** One origin may have several keys, while the log changes from one to the next. */
function trustedLogs(logs: readonly LogSettings[]): TrustedLog[] {
  const origins = [...new Set(logs.map(({ origin }) => origin))];
  return origins.map((origin) => ({
    origin,
    logKeys: logs.filter((log) => log.origin === origin).map(({ vkey }) => ed25519Verifier(logKey(vkey))),
  }));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new WitnessProblem(`${file} is niet te lezen. Maak een getuige met: besluitspoor-witness init --map MAP`);
  }
}

function settingsOf(file: string, text: string): WitnessSettings {
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  try {
    const { name, logs } = JSON.parse(text) as Partial<WitnessSettings>;
    const isLog = (log: Partial<LogSettings> | null): boolean => isText(log?.origin) && isText(log.vkey);
    if (isText(name) && Array.isArray(logs) && logs.every(isLog)) return { name, logs };
  } catch {
    // Said below, in words.
  }
  throw new WitnessProblem(
    `${file} is niet in orde: er hoort een "name" in, en "logs" met elk een "origin" en een "vkey".`,
  );
}

function logKey(vkey: string): ReturnType<typeof parseVkey> {
  try {
    const key = parseVkey(vkey);
    if (key.type === ED25519_TYPE) return key;
  } catch {
    // Said below, in words.
  }
  throw new WitnessProblem(`Dit is niet de controlesleutel van een logboek: ${vkey}`);
}

function signerFrom(name: string, pem: string, folder: string): OwnSigner {
  try {
    return signerOf(name, createPrivateKey(pem));
  } catch (error) {
    if (error instanceof WitnessProblem) throw error;
    throw new WitnessProblem(`De sleutel ${join(folder, WITNESS_FILES.key)} is geen Ed25519-sleutel.`);
  }
}

function signerOf(name: string, key: ReturnType<typeof createPrivateKey>): OwnSigner {
  try {
    return cosignatureSigner(name, key, posixNow);
  } catch {
    throw new WitnessProblem(
      `"${name}" kan de naam van een getuige niet zijn: een adres zonder https://, zoals getuige.raad.example/1.`,
    );
  }
}
