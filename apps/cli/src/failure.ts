import { CommanderError } from 'commander';
import { DatabaseUnavailable, LogUnavailable } from '#event-log';
import { ViewStoreUnavailable } from '#read-models';
import { KeyringUnavailable } from '#vault';
import { ConfigurationInvalid, type ConfigurationError } from '../../server/src/config/configuration.js';
import { CliError, EXIT } from './exit.js';
import { wordsOf } from './program.js';

interface Explained {
  readonly exit: number;
  readonly code: string;
  readonly words: string;
  /** One for each setting that is wrong. */
  readonly errors?: readonly ConfigurationError[];
}

/** Any failure as an exit code, a stable code and a Dutch sentence that says what to do. */
function explain(error: unknown): Explained {
  if (error instanceof CliError) return { exit: error.exit, code: error.code, words: error.message };
  if (error instanceof ConfigurationInvalid)
    return { exit: EXIT.input, code: error.code, words: error.message, errors: error.errors };
  if (error instanceof LogUnavailable || error instanceof KeyringUnavailable)
    return { exit: EXIT.unavailable, code: error.code, words: error.message };
  if (error instanceof ViewStoreUnavailable || error instanceof DatabaseUnavailable)
    return { exit: EXIT.unavailable, code: error.code, words: error.message };
  if (error instanceof CommanderError)
    return {
      exit: error.exitCode === 0 ? EXIT.done : EXIT.input,
      code: error.code
        .replace('commander.', '')
        .replace(/([A-Z])/g, '_$1')
        .toUpperCase(),
      words: wordsOf(error),
    };
  return (
    ofSystem(error as NodeJS.ErrnoException) ??
    ofTokens(error) ?? {
      exit: EXIT.internal,
      code: 'INTERNAL',
      words: `Er ging iets mis dat niet had mogen gebeuren: ${(error as Error).stack ?? String(error)}`,
    }
  );
}

/** Writes what went wrong to stderr, as words or as JSON, and gives the exit code. */
export function tell(error: unknown, json: boolean): number {
  const { exit, code, words, errors } = explain(error);
  const fouten = errors?.map((wrong) => ({ instelling: wrong.name, code: wrong.code, detail: wrong.words }));
  if (words !== '') process.stderr.write(json ? `${JSON.stringify({ code, detail: words, fouten })}\n` : `${words}\n`);
  return exit;
}

type Words = readonly [exit: number, code: string, words: (path: string) => string];
const readOnly: Words = [
  EXIT.unavailable,
  'READ_ONLY',
  (path) => `In ${path} mag niet worden geschreven of gelezen. Geef dit programma rechten op het bestand en de map.`,
];
const diskFull: Words = [
  EXIT.unavailable,
  'DISK_FULL',
  (path) => `De schijf met ${path} is vol. Maak ruimte vrij en probeer het opnieuw.`,
];
const notAFolder: Words = [
  EXIT.input,
  'FOLDER_INVALID',
  (path) => `${path} is geen map, of ligt onder iets dat geen map is. Kies een andere map.`,
];
const noAddress: Words = [
  EXIT.input,
  'ADDRESS_INVALID',
  () => 'Op dit adres kan de server niet luisteren. Kies met --host een adres van deze machine, zoals 127.0.0.1.',
];
/** What the operating system reports. */
const SYSTEM: Readonly<Record<string, Words>> = {
  ENOENT: [EXIT.input, 'FILE_MISSING', (path) => `${path} bestaat niet.`],
  EISDIR: [EXIT.input, 'FILE_IS_FOLDER', (path) => `${path} is een map. Noem een bestand.`],
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EADDRINUSE: [
    EXIT.unavailable,
    'PORT_TAKEN',
    () => 'Op deze poort luistert al een ander programma. Kies met --poort een andere.',
  ],
  EADDRNOTAVAIL: noAddress,
  ENOTFOUND: noAddress,
  EAI_AGAIN: noAddress,
};
function ofSystem({ code, path }: NodeJS.ErrnoException): Explained | undefined {
  if (code === undefined || !Object.hasOwn(SYSTEM, code)) return undefined;
  const [exit, told, words] = SYSTEM[code]!;
  return { exit, code: told, words: words(path ?? 'Het bestand') };
}

const SQLITE_READONLY = 8;
const SQLITE_FULL = 13;
/** Log, keys and views put their own storage into words; what SQLite still reports here is about the tokens. */
function ofTokens(error: unknown): Explained | undefined {
  const { errcode } = error as { readonly errcode?: number };
  if (errcode === undefined) return undefined;
  const primary = errcode & 0xff;
  const exit = EXIT.unavailable;
  if (primary === SQLITE_READONLY)
    return {
      exit,
      code: 'TOKENS_READ_ONLY',
      words: 'In access.db (de tokens) mag niet worden geschreven. Geef dit programma schrijfrechten.',
    };
  if (primary === SQLITE_FULL)
    return {
      exit,
      code: 'TOKENS_DISK_FULL',
      words: 'De schijf is vol. Er is geen token gemaakt. Maak ruimte vrij en probeer het opnieuw.',
    };
  return {
    exit,
    code: 'TOKENS_UNUSABLE',
    words:
      'Het bestand access.db (de tokens) is niet te gebruiken. Zet de reservekopie terug, of haal het weg en maak nieuwe tokens.',
  };
}
