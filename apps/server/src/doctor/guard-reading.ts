import { existsSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Guarded } from '../proof/guard.js';
import { guardFileOf } from '../runtime/runtime.js';

/** What was signed last, without making or changing the file of the guard; undefined when nothing was. */
export function guardedIn(folder: string): Guarded | undefined {
  const file = guardFileOf(folder);
  if (!existsSync(file)) return undefined;
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare('SELECT size, root, last_leaf AS lastLeaf, note, signed_at AS signedAt FROM guard').get() as
      Guarded | undefined;
  } finally {
    db.close();
  }
}
