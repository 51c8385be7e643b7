import { createHash, randomBytes } from 'node:crypto';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import type { Audience, Role } from '#governance';

/** Bearer tokens: made by the command line, stored hashed, revoked at once. */

export const TOKEN_PREFIX = 'bsp_';
const TOKEN_BYTES = 32;
export const MAX_TOKEN_DAYS = 366;
export const MAX_TOKEN_LENGTH = 128;
/** Tokens whose grant stays in memory, between two changes of the file. */
const MAX_KNOWN_TOKENS = 10_000;

export interface Grant {
  readonly id: string;
  readonly person: string;
  readonly role: Role;
  /** What this token may open when it reads. */
  readonly audience: Audience;
  /** Instant after which the token is worth nothing. */
  readonly expiresAt: string;
  readonly revokedAt: string | undefined;
}

/** The reading audience that belongs to a function, unless a token says less. */
export function audienceOf(role: Role): Audience {
  if (role === 'raad' || role === 'raadslid' || role === 'commissie' || role === 'griffie') return 'raad';
  if (role === 'college' || role === 'burgemeester' || role === 'BO' || role === 'collegesecretariaat')
    return 'college';
  if (role === 'rekenkamer' || role === 'accountant' || role === 'FG' || role === 'concerncontroller') return 'auditor';
  if (role === 'functioneelBeheer' || role === 'partner') return 'openbaar';
  return 'ambtelijk';
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS token (
  hash BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL, role TEXT NOT NULL, audience TEXT NOT NULL,
  expires TEXT NOT NULL, revoked TEXT) STRICT, WITHOUT ROWID`;

interface Row {
  readonly id: string;
  readonly person: string;
  readonly role: string;
  readonly audience: string;
  readonly expires: string;
  readonly revoked: string | null;
}
const COLUMNS = 'id, person, role, audience, expires, revoked';
const hashOf = (token: string): Uint8Array => createHash('sha256').update(token).digest();
const grantOf = (row: Row): Grant => ({
  id: row.id,
  person: row.person,
  role: row.role as Role,
  audience: row.audience as Audience,
  expiresAt: row.expires,
  revokedAt: row.revoked ?? undefined,
});

export class Tokens {
  private readonly database: DatabaseSyncInstance;
  private readonly byHash: StatementSyncInstance;
  private readonly version: StatementSyncInstance;
  /** What stood in the file at `knownVersion`. Any change of it, also by another process, empties this at once. */
  private readonly known = new Map<string, Row | undefined>();
  private knownVersion = -1;
  private askedThisTurn = false;

  constructor(file: string) {
    this.database = new DatabaseSync(file);
    this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000');
    this.database.exec(SCHEMA);
    // Goes up when another connection changes the file; asking is far cheaper than a look-up.
    this.version = this.database.prepare('PRAGMA data_version');
    this.byHash = this.database.prepare(`SELECT ${COLUMNS} FROM token WHERE hash = ?`);
  }

  /** Makes a token. Its text is given once and stored nowhere. */
  issue(grant: Omit<Grant, 'id' | 'revokedAt'>): { readonly token: string; readonly id: string } {
    const token = TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
    const id = randomBytes(4).toString('hex');
    this.known.clear();
    this.database
      .prepare('INSERT INTO token (hash, id, person, role, audience, expires) VALUES (?, ?, ?, ?, ?, ?)')
      .run(hashOf(token), id, grant.person, grant.role, grant.audience, grant.expiresAt);
    return { token, id };
  }

  /** The grant of a token that is valid now, else undefined. */
  find(token: string, now: string): Grant | undefined {
    if (!token.startsWith(TOKEN_PREFIX) || token.length > MAX_TOKEN_LENGTH) return undefined;
    const row = this.rowOf(token);
    if (row === undefined || row.revoked !== null || row.expires <= now) return undefined;
    return grantOf(row);
  }

  private rowOf(token: string): Row | undefined {
    this.forgetWhatChanged();
    if (this.known.size >= MAX_KNOWN_TOKENS) this.known.clear();
    if (this.known.has(token)) return this.known.get(token);
    const row = this.byHash.get(hashOf(token)) as Row | undefined;
    this.known.set(token, row);
    return row;
  }

  /** Asked once per turn of the event loop: what another process revokes counts from the next turn on. */
  private forgetWhatChanged(): void {
    if (this.askedThisTurn) return;
    this.askedThisTurn = true;
    setImmediate(() => (this.askedThisTurn = false));
    const { data_version: version } = this.version.get() as { data_version: number };
    if (version !== this.knownVersion) this.known.clear();
    this.knownVersion = version;
  }

  /** True when there was such a token and it is now worth nothing. */
  revoke(id: string, now: string): boolean {
    this.known.clear();
    return (
      this.database.prepare('UPDATE token SET revoked = ? WHERE id = ? AND revoked IS NULL').run(now, id).changes > 0
    );
  }

  list(): readonly Grant[] {
    return (this.database.prepare(`SELECT ${COLUMNS} FROM token ORDER BY expires`).all() as unknown as Row[]).map(
      grantOf,
    );
  }

  close(): void {
    this.database.close();
  }
}
