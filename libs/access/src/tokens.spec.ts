import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audienceOf, Tokens } from './tokens.js';

const NOW = '2026-01-01T00:00:00.000Z';
const LATER = '2026-06-01T00:00:00.000Z';

describe('tokens', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  const file = join(folder, 'access.db');
  const tokens = new Tokens(file);
  afterAll(() => {
    tokens.close();
    rmSync(folder, { recursive: true });
  });
  const issue = () => tokens.issue({ person: 'p-1', role: 'AO', audience: audienceOf('AO'), expiresAt: LATER });

  it('finds a valid token and nothing else', () => {
    const { token } = issue();
    expect(tokens.find(token, NOW)).toMatchObject({ person: 'p-1', role: 'AO', audience: 'ambtelijk' });
    expect(tokens.find(`${token}x`, NOW)).toBeUndefined();
    expect(tokens.find('bsp_', NOW)).toBeUndefined();
  });
  it('refuses an expired token', () => expect(tokens.find(issue().token, LATER)).toBeUndefined());
  it('revokes at once, also for another connection', async () => {
    const { token, id } = issue();
    expect(tokens.find(token, NOW)).toBeDefined();
    const other = new Tokens(file);
    expect(other.revoke(id, NOW)).toBe(true);
    expect(other.revoke(id, NOW)).toBe(false);
    other.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(tokens.find(token, NOW)).toBeUndefined();
  });
  it('stores no token text', () => {
    const { token } = issue();
    expect(readFileSync(file).includes(token)).toBe(false);
    expect(readFileSync(`${file}-wal`).includes(token)).toBe(false);
  });
});
