import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { openFrontier, type Frontier } from '#transparency';
import { unavailable } from './errors.js';

/** The RFC 6962 tree over the log as its entries carry it: the last entry of every group has the frontier up to it. */
export class StoredTree {
  private readonly last: StatementSyncInstance;

  constructor(
    private readonly db: DatabaseSyncInstance,
    private readonly file: string,
  ) {
    this.last = db.prepare('SELECT position, frontier FROM entry ORDER BY position DESC LIMIT 1');
  }

  frontier(): Frontier {
    const row = this.last.get() as { position: number; frontier: Uint8Array | null } | undefined;
    if (row === undefined) return openFrontier();
    return row.frontier === null ? this.rebuilt() : this.checked(row.frontier, row.position + 1);
  }

  private checked(bytes: Uint8Array, size: number): Frontier {
    try {
      const frontier = openFrontier(bytes);
      if (frontier.size === size) return frontier;
    } catch (error) {
      throw unavailable('LOG_DAMAGED', this.file, error);
    }
    throw unavailable('LOG_DAMAGED', this.file);
  }

  /** Only a log that was upgraded, and that nobody appended to since, ends in an entry without a frontier. */
  private rebuilt(): Frontier {
    const frontier = openFrontier();
    const leaves = this.db.prepare('SELECT leaf_hash FROM entry ORDER BY position');
    for (const { leaf_hash: leaf } of leaves.iterate() as Iterable<{ leaf_hash: Uint8Array }>) frontier.append(leaf);
    return frontier;
  }
}
