import { join } from 'node:path';

/** What stands in a data folder. */
export const FILES = {
  log: 'log.db',
  keys: 'keys.db',
  masterKey: 'master.key',
  tokens: 'access.db',
  /** The last signed checkpoint; better kept on another disk. */
  guard: 'guard.db',
  /** With which the log signs its checkpoints. */
  logKey: 'log.key',
  /** Derived: may be thrown away at any time, and comes back from the log. */
  views: 'views.db',
  /** Derived as well: when each dossier must be looked at for its deadlines. */
  clocks: 'clocks.json',
  /** Derived as well: what the ledger of a log on EventStoreDB says, so that it need not be read from the beginning. */
  outline: 'ledger.outline',
  /** Where the running server listens and how a command of the same machine talks to it. */
  server: 'server.json',
} as const;

/** The two files in which the keys of a data folder are: the wrapped ones, and the one that wraps them. */
export const keyFilesOf = (folder: string): { readonly keysFile: string; readonly masterKeyFile: string } => ({
  keysFile: join(folder, FILES.keys),
  masterKeyFile: join(folder, FILES.masterKey),
});
