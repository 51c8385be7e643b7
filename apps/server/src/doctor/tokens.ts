import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { FILES } from '../runtime/files.js';
import { attention, good, wrong, type Check } from './check.js';

/** Who may call: whether the file of the tokens can be read, and whether anybody has access at all. */
export const tokens: Check = {
  part: 'toegang',
  look: async ({ folder, nowMs }) => {
    const file = join(folder, FILES.tokens);
    if (!existsSync(file)) return [];
    try {
      const valid = countValid(file, new Date(nowMs()).toISOString());
      if (valid > 0) return [good(`${valid} geldige tokens.`)];
      return [attention('NO_TOKEN', 'Er is geen geldig token.', 'Maak er een met: besluitspoor token maak')];
    } catch {
      return [
        wrong(
          'TOKENS_UNUSABLE',
          `${FILES.tokens} is niet te lezen.`,
          'Zet de reservekopie terug, of haal het weg en maak nieuwe tokens.',
        ),
      ];
    }
  },
};

/** Not through `Tokens`: that makes the file ready for writing. */
function countValid(file: string, now: string): number {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const row: unknown = db
      .prepare('SELECT count(*) AS valid FROM token WHERE revoked IS NULL AND expires > ?')
      .get(now);
    return (row as { valid: number }).valid;
  } finally {
    db.close();
  }
}
