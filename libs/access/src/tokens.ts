import { createHash, randomBytes } from 'node:crypto';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import type { Audience, Role } from '#governance';

/** Bearer tokens: made by the command line, stored hashed, revoked at once (looked up at every request). */

export const TOKEN_PREFIX = 'bsp_';
const TOKEN_BYTES = 32;
export const MAX_TOKEN_DAYS = 366;
export const MAX_TOKEN_LENGTH = 128;

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

  constructor(file: string) {
    this.database = new DatabaseSync(file);
    this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000');
    this.database.exec(SCHEMA);
    this.byHash = this.database.prepare(`SELECT ${COLUMNS} FROM token WHERE hash = ?`);
  }

  /** Makes a token. Its text is given once and stored nowhere. */
  issue(grant: Omit<Grant, 'id' | 'revokedAt'>): { readonly token: string; readonly id: string } {
    const token = TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
    const id = randomBytes(4).toString('hex');
    this.database
      .prepare('INSERT INTO token (hash, id, person, role, audience, expires) VALUES (?, ?, ?, ?, ?, ?)')
      .run(hashOf(token), id, grant.person, grant.role, grant.audience, grant.expiresAt);
    return { token, id };
  }

  /** The grant of a token that is valid now, else undefined. */
  find(token: string, now: string): Grant | undefined {
    if (!token.startsWith(TOKEN_PREFIX) || token.length > MAX_TOKEN_LENGTH) return undefined;
    const row = this.byHash.get(hashOf(token)) as Row | undefined;
    if (row === undefined || row.revoked !== null || row.expires <= now) return undefined;
    return grantOf(row);
  }

  /** True when there was such a token and it is now worth nothing. */
  revoke(id: string, now: string): boolean {
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
