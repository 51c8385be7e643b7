import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Tokens } from '#access';
import { clockFile, Engine, systemClock, Timekeeper, type Clock } from '#dossier';
import { LogUnavailable, type EventLog } from '#event-log';
import { KeyringUnavailable, openKeyring, openVault, type Vault } from '#vault';
import { fromEnvironment } from '../config/configuration.js';
import { compareWithGuard } from '../proof/checkpointer.js';
import { Guard, readGuard } from '../proof/guard.js';
import { guardMissing, mustBeInPlace } from '../proof/guard-place.js';
import { FILES, keyFilesOf } from './files.js';
import { mustFitLog } from './keys-fit.js';
import { sourceFor, sourceOf } from './log-source.js';
import { isInitialised, logFileOf, openLog } from './open-log.js';
import { productVersion } from './version.js';

/**
 * One data folder at work: log, vault, tokens and clock. The server and the command line both open it through here, so
 * that there is one list of files and one order of opening and closing.
 */
export interface Runtime {
  readonly folder: string;
  readonly log: EventLog;
  readonly vault: Vault;
  readonly engine: Engine;
  readonly tokens: Tokens;
  readonly timekeeper: Timekeeper;
  /** What was signed last; the log was compared with it when it was opened. */
  readonly guard: Guard;
  /** Sealing and writing, and reading for signing, have threads of their own. */
  readonly inThreads: boolean;
  close(): Promise<void>;
}

export interface RuntimeOptions {
  readonly folder: string;
  readonly clock?: Clock;
  /** Whose log it becomes; one that is there knows it already, and is of nobody else. */
  readonly source?: string;
  /** Where the guard lies; best on another disk than the log. */
  readonly guardFile?: string;
  /** Whether what can be done beside the deciding has threads of its own: for a server, that reads requests meanwhile. */
  readonly inThreads?: boolean;
}

/** On another disk when the operator says so. */
export const guardFileOf = (folder: string): string => fromEnvironment('guard') ?? join(folder, FILES.guard);

/** Opens the guard and compares the log with it, before anything can be appended. */
async function openGuard(file: string, log: EventLog, logKey: string): Promise<Guard> {
  let guard: Guard | undefined;
  try {
    // A log has its key from its first signature on, and its guard from its making.
    if (!existsSync(file) && existsSync(logKey) && (await log.head()).size > 0) throw guardMissing(file);
    const opened = (guard = guardIn(file));
    mustBeInPlace(file, () => opened.read());
    await compareWithGuard(log, opened.read());
    return opened;
  } catch (error) {
    guard?.close();
    await log.close();
    throw error;
  }
}
function guardIn(file: string): Guard {
  try {
    return new Guard(file);
  } catch (cause) {
    throw new LogUnavailable(
      'LOG_IO',
      `Het bestand ${file}, waarin staat wat het laatst is ondertekend, is niet te gebruiken. Zorg dat er mag worden geschreven en dat er ruimte is, of zet de reservekopie terug.`,
      { cause },
    );
  }
}

/** Whether keys and settings are those of this log; gives what its entries say that they are recorded by. */
async function mustBelong(log: EventLog, vault: Vault, wanted: string): Promise<string> {
  try {
    await mustFitLog(log, vault);
    return await sourceFor(log, vault, wanted);
  } catch (error) {
    await log.close();
    vault.close();
    throw error;
  }
}

/** What cannot be opened after the log lets go of the log, which others would find locked. */
async function openTokens(folder: string, log: EventLog): Promise<Tokens> {
  try {
    return new Tokens(join(folder, FILES.tokens));
  } catch (error) {
    await log.close();
    throw error;
  }
}

/** A log whose keys are gone would get new ones, and what was sealed before would be lost without a word. */
function mustHaveKeys(folder: string): void {
  const keys = join(folder, FILES.keys);
  if (!isInitialised(folder) || (existsSync(keys) && (statSync(keys).isDirectory() || statSync(keys).size > 0))) return;
  throw new KeyringUnavailable(
    'KEYS_MISSING',
    `Het sleutelbestand ${keys} ontbreekt of is leeg, terwijl het logboek er wel is. Zet de laatste reservekopie terug.`,
  );
}

export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { folder } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mustHaveKeys(folder);
  // Several servers may record in a log on a server; a log in a file has one.
  const shared = logFileOf(folder) === undefined;
  const keyring = openKeyring({ ...keyFilesOf(folder), shared });
  const vault = openVault({ keyring });
  const inThreads = options.inThreads === true;
  const guardFile = options.guardFile ?? guardFileOf(folder);
  const { log, ...writing } = await openLog(folder, vault, inThreads, () => readGuard(guardFile)?.size);
  const source = await mustBelong(log, vault, options.source ?? sourceOf(fromEnvironment('oin')));
  const guard = await openGuard(guardFile, log, join(folder, FILES.logKey));
  const tokens = await openTokens(folder, log);
  const engine = await Engine.open({
    log,
    ...writing,
    vault,
    clock: options.clock ?? systemClock,
    source,
    server: fromEnvironment('server'),
  });
  const timekeeper = new Timekeeper(engine, clockFile(join(folder, FILES.clocks), log, productVersion()));
  const close = async (): Promise<void> => {
    await timekeeper.stop();
    await log.close();
    tokens.close();
    guard.close();
    vault.close();
  };
  return { folder, log, vault, engine, tokens, timekeeper, guard, inThreads, close };
}
