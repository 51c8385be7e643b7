import { LogUnavailable } from '../port.js';
import type { RemoteCode } from '../port.js';

/**
 * What a call to the server can come to when it does not succeed. The client reports one thing in several ways (by
 * class, by gRPC code, by message); here it is sorted out once, and nobody above looks at an error of the client.
 */
type FailureKind =
  /** The stream is not at the expected revision; nothing was stored by this call. */
  | 'conflict'
  /** The server did not take the call: safe to ask again. */
  | 'unavailable'
  /** Nobody knows whether it was stored: ask again with the same bytes and the same ids, and read back. */
  | 'outcome-unknown'
  /** The same, and because nothing came at all: the connection itself may be dead without knowing it. */
  | 'no-answer'
  /** The stream does not exist (any more). */
  | 'no-stream'
  /** The stream was closed for ever; what it held may be gone. */
  | 'gone'
  | 'refused-credentials'
  | 'untrusted-certificate'
  | 'too-large'
  | 'unsupported'
  | 'disk-full'
  /** The connection string cannot be read, or names a file that is not there. */
  | 'bad-address'
  /** A mistake of ours: asking again gives the same. */
  | 'misuse';

/** Why a call to the server failed; the client's own error is the cause. */
export class StoreFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    detail: string,
    cause?: unknown,
    /** With `conflict`: the last revision of the stream, -1 when it holds nothing. */
    readonly actual = -1,
  ) {
    super(`${kind}: ${detail}`, cause === undefined ? undefined : { cause });
    this.name = 'StoreFailure';
  }

  /** Whether the same call may be made again. */
  get retryable(): boolean {
    return this.kind === 'unavailable' || this.kind === 'outcome-unknown' || this.kind === 'no-answer';
  }
}

/** What the client's errors have in common. */
interface ClientError {
  readonly type?: string;
  readonly code?: number | string;
  readonly message?: string;
  readonly actualVersion?: bigint | string;
}

/** By the client's own class, told by its `type`: classes are not imported before the client is. */
const BY_TYPE: Readonly<Record<string, FailureKind>> = {
  'wrong-expected-version': 'conflict',
  'not-leader': 'unavailable',
  'deadline-exceeded': 'no-answer',
  'stream-not-found': 'no-stream',
  'no-stream': 'no-stream',
  'not-found': 'no-stream',
  'stream-deleted': 'gone',
  'access-denied': 'refused-credentials',
  'maximum-append-size-exceeded': 'too-large',
  unsupported: 'unsupported',
  'invalid-argument': 'misuse',
};

const GRPC_INVALID_ARGUMENT = 3;
const GRPC_PERMISSION_DENIED = 7;
const GRPC_UNIMPLEMENTED = 12;
const GRPC_UNAUTHENTICATED = 16;

const BY_CODE: Readonly<Record<number, FailureKind>> = {
  [GRPC_INVALID_ARGUMENT]: 'misuse',
  [GRPC_PERMISSION_DENIED]: 'refused-credentials',
  [GRPC_UNIMPLEMENTED]: 'unsupported',
  [GRPC_UNAUTHENTICATED]: 'refused-credentials',
};

/** A connection that was never made, or a server that says that it is not ready, has stored nothing. */
const NOT_TAKEN = /not ready|too busy|is busy|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|Failed to discover|no leader info/i;
const CERTIFICATE = /certificate|self[- ]signed|unable to verify|altname|CERT_|SSL routines|wrong version number/i;
const DISK_FULL = /no space left|disk (is )?full|not enough space|ENOSPC/i;
const BAD_ADDRESS = /connection string|Failed to load certificate|Invalid keepAlive|accompanying/i;

/** The failure of a call; an error that did not come out of a call (a damaged log, a mistake) is thrown on as it is. */
export function failureOf(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  throw error;
}

/** Sorts out what the client threw. */
export function toFailure(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const { type, code, message = '', actualVersion } = (error ?? {}) as ClientError;
  const kind = kindOf(type, code, message);
  const actual = typeof actualVersion === 'bigint' ? Number(actualVersion) : -1;
  return new StoreFailure(kind, message, error, kind === 'conflict' ? actual : undefined);
}

function kindOf(type: string | undefined, code: number | string | undefined, message: string): FailureKind {
  const byType = type === undefined ? undefined : BY_TYPE[type];
  if (byType !== undefined) return byType;
  if (DISK_FULL.test(message)) return 'disk-full';
  if (BAD_ADDRESS.test(message)) return 'bad-address';
  if (CERTIFICATE.test(message)) return 'untrusted-certificate';
  if (NOT_TAKEN.test(message)) return 'unavailable';
  return (typeof code === 'number' ? BY_CODE[code] : undefined) ?? 'outcome-unknown';
}

const WORDS: Readonly<Record<RemoteCode, string>> = {
  LOG_UNREACHABLE:
    'De logboekserver (EventStoreDB) is niet bereikbaar of nog niet klaar. Er is niets vastgelegd. Controleer de server en probeer het opnieuw.',
  LOG_OUTCOME_UNKNOWN:
    'De logboekserver (EventStoreDB) gaf geen antwoord. Misschien is de handeling wel vastgelegd. Probeer het opnieuw met dezelfde Idempotency-Key; er wordt niets dubbel vastgelegd.',
  LOG_ORDER_LATE:
    'Wat is vastgelegd, heeft nog geen plaats in de volgorde van het logboek. Vraag het straks opnieuw; bij een handeling met dezelfde Idempotency-Key.',
  LOG_STREAM_GONE:
    'Een dossier in het logboek is op de logboekserver (EventStoreDB) gewist of afgesloten. Leg niets meer vast en roep de beheerder.',
  LOG_CREDENTIALS:
    'De logboekserver (EventStoreDB) weigert de naam of het wachtwoord. Controleer BESLUITSPOOR_LOG_URL en de rechten van deze gebruiker.',
  LOG_CERTIFICATE:
    'Het certificaat van de logboekserver (EventStoreDB) is niet te vertrouwen of verlopen. Controleer het certificaat en tlsCAFile in BESLUITSPOOR_LOG_URL.',
  LOG_UNSUPPORTED:
    'De logboekserver (EventStoreDB) kent een nodige functie niet. Gebruik EventStoreDB 20.6 of nieuwer, of KurrentDB.',
  LOG_ADDRESS:
    'Het adres van de logboekserver (EventStoreDB) klopt niet. Controleer BESLUITSPOOR_LOG_URL; het begint met esdb:// of esdb+discover://.',
  LOG_HALTED: 'Dit logboek is stilgezet door de beheerder. Er wordt niets meer vastgelegd.',
};

const CODES: Readonly<Record<FailureKind, RemoteCode | 'LOG_DISK_FULL' | 'LOG_IO'>> = {
  conflict: 'LOG_IO',
  unavailable: 'LOG_UNREACHABLE',
  'outcome-unknown': 'LOG_OUTCOME_UNKNOWN',
  'no-answer': 'LOG_OUTCOME_UNKNOWN',
  'no-stream': 'LOG_STREAM_GONE',
  gone: 'LOG_STREAM_GONE',
  'refused-credentials': 'LOG_CREDENTIALS',
  'untrusted-certificate': 'LOG_CERTIFICATE',
  'too-large': 'LOG_IO',
  unsupported: 'LOG_UNSUPPORTED',
  'disk-full': 'LOG_DISK_FULL',
  'bad-address': 'LOG_ADDRESS',
  misuse: 'LOG_IO',
};

export function remoteUnavailable(code: RemoteCode, cause?: unknown): LogUnavailable {
  return new LogUnavailable(code, WORDS[code], cause === undefined ? undefined : { cause });
}

/** What the caller of the log is told: a Dutch sentence that says what to do. Other errors stay as they are. */
export function toUnavailable(error: unknown): unknown {
  if (!(error instanceof StoreFailure)) return error;
  const code = CODES[error.kind];
  if (code === 'LOG_DISK_FULL') {
    return new LogUnavailable(
      code,
      'De schijf van de logboekserver (EventStoreDB) is vol. Er is niets vastgelegd. Maak daar ruimte vrij.',
      { cause: error },
    );
  }
  if (code === 'LOG_IO') {
    return new LogUnavailable(
      code,
      `De logboekserver (EventStoreDB) gaf een onverwachte fout (${error.message}). Er is niets vastgelegd.`,
      { cause: error },
    );
  }
  return remoteUnavailable(code, error);
}

/** A read stores nothing, so that a read without an answer is no more than a server that cannot be reached. */
export function toUnreadable(error: unknown): unknown {
  if (error instanceof StoreFailure && error.retryable) return remoteUnavailable('LOG_UNREACHABLE', error);
  return toUnavailable(error);
}
