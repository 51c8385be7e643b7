/** What can be wrong with a database server; each has its own words, for each asks for another cure. */
export type DatabaseFault =
  | 'DATABASE_URL_INVALID'
  | 'DATABASE_UNREACHABLE'
  | 'DATABASE_REFUSED'
  | 'DATABASE_MISSING'
  | 'DATABASE_FORBIDDEN'
  | 'DATABASE_UNTRUSTED'
  | 'DATABASE_UNSUPPORTED'
  | 'DATABASE_READ_ONLY'
  | 'DATABASE_FULL'
  | 'DATABASE_BUSY';

/** A database server cannot be used; the message is Dutch and says what to do. It never holds a password. */
export class DatabaseUnavailable extends Error {
  constructor(
    readonly code: DatabaseFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DatabaseUnavailable';
  }

  /** True when waiting may help: the same call can succeed later without anybody changing a setting. */
  get passing(): boolean {
    return PASSING.has(this.code);
  }
}

/** A replica may be promoted and a disk cleared while we wait; a wrong password does not mend itself. */
const PASSING: ReadonlySet<DatabaseFault> = new Set([
  'DATABASE_UNREACHABLE',
  'DATABASE_READ_ONLY',
  'DATABASE_FULL',
  'DATABASE_BUSY',
]);

const WORDS: Readonly<Record<DatabaseFault, (name: string) => string>> = {
  DATABASE_URL_INVALID: () =>
    'Het adres van de database klopt niet. Schrijf het als postgres://gebruiker@server:5432/database of als sqlite:bestand.',
  DATABASE_UNREACHABLE: (name) =>
    `De database ${name} is niet bereikbaar. Controleer of de server draait en of het netwerk werkt.`,
  DATABASE_REFUSED: (name) =>
    `De database ${name} weigert de gebruiker of het wachtwoord. Controleer de inloggegevens in het adres.`,
  DATABASE_MISSING: (name) => `De database ${name} bestaat niet op die server. Maak hem aan of kies een andere.`,
  DATABASE_FORBIDDEN: (name) =>
    `De gebruiker mag dit niet in de database ${name}. Geef deze gebruiker rechten om er tabellen te maken en te wijzigen.`,
  DATABASE_UNTRUSTED: (name) =>
    `Het certificaat van de database ${name} is verlopen of niet te vertrouwen. Er is niets verstuurd. Vernieuw het certificaat of geef de juiste uitgever op.`,
  DATABASE_UNSUPPORTED: (name) =>
    `De database ${name} is van een versie die niet wordt ondersteund. Gebruik PostgreSQL 14 of nieuwer.`,
  DATABASE_READ_ONLY: (name) =>
    `In de database ${name} mag niet worden geschreven: het is een kopie die een andere server volgt, of hij staat op alleen-lezen. Noem de hoofdserver in het adres.`,
  DATABASE_FULL: (name) => `De schijf van de database ${name} is vol. Er is niets bewaard. Maak daar ruimte vrij.`,
  DATABASE_BUSY: (name) =>
    `De database ${name} heeft geen verbinding meer vrij of geeft te laat antwoord. Kijk hoe druk die server is.`,
};

export const databaseUnavailable = (code: DatabaseFault, name: string, cause?: unknown): DatabaseUnavailable =>
  new DatabaseUnavailable(code, WORDS[code](name), cause === undefined ? undefined : { cause });

/** SQLSTATE, whole or by its class of two characters (PostgreSQL manual, appendix A). */
const OF_SQLSTATE: Readonly<Record<string, DatabaseFault>> = {
  '08': 'DATABASE_UNREACHABLE',
  '28': 'DATABASE_REFUSED',
  '3D': 'DATABASE_MISSING',
  '42501': 'DATABASE_FORBIDDEN',
  '25006': 'DATABASE_READ_ONLY',
  '53100': 'DATABASE_FULL',
  '53300': 'DATABASE_BUSY',
  '55P03': 'DATABASE_BUSY',
  '57014': 'DATABASE_BUSY',
  '57P': 'DATABASE_UNREACHABLE',
};
const SQLSTATE = /^[0-9A-Z]{5}$/;
const OF_NODE = /^(ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOENT|EACCES)/;
const OF_TLS = /^(ERR_TLS|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/;
/** The client reports these without a code. */
const LOST = /Connection terminated|Client has encountered a connection error|not queryable|Client was closed/i;
const LATE = /timeout exceeded when trying to connect|Query read timeout/i;
const NO_TLS = /does not support SSL/i;

interface Reported {
  readonly code?: unknown;
  readonly message?: string;
  readonly errors?: readonly unknown[];
}

/** What an error of the client says about the server; undefined when it is about the statement itself. */
export function faultOf(error: unknown): DatabaseFault | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, message = '', errors } = error as Reported;
  // Several addresses of one name were tried, and failed each in its way.
  if (errors !== undefined) return faultOf(errors[0]) ?? 'DATABASE_UNREACHABLE';
  if (typeof code === 'string') {
    if (OF_NODE.test(code)) return 'DATABASE_UNREACHABLE';
    if (OF_TLS.test(code)) return 'DATABASE_UNTRUSTED';
    if (SQLSTATE.test(code)) return OF_SQLSTATE[code] ?? OF_SQLSTATE[code.slice(0, 3)] ?? OF_SQLSTATE[code.slice(0, 2)];
  }
  if (NO_TLS.test(message)) return 'DATABASE_UNTRUSTED';
  if (LATE.test(message)) return 'DATABASE_BUSY';
  return LOST.test(message) ? 'DATABASE_UNREACHABLE' : undefined;
}
