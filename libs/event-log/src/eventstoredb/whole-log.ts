import { LogUnavailable } from '../port.js';
import type { Position } from '../port.js';
import { toEntry } from './entry-record.js';
import type { ReadEntry } from './entry-record.js';
import type { BatchRecord, EntryRef } from './ledger-record.js';
import type { Ledger } from './ledger.js';
import { isAfter } from './store-client.js';
import type { StoreClient, StorePosition } from './store-client.js';

/** Events of the whole server per read; between ours stand those of others, and the ledger's own. */
const PAGE = 2_000;
/** A few more than are asked for: the event at the position itself, and what others write in between. */
const ROOM_BETWEEN = 16;

/** An entry with its place. */
export interface OrderedEntry extends ReadEntry {
  readonly position: Position;
}

/**
 * Where the last page ended. Who reads on from there begins there on the server as well; otherwise a page begins with the
 * ledger record that its first entry is in, of which up to 255 entries were read before.
 */
export interface ReadMark {
  end?: { readonly next: number; readonly at: StorePosition } | undefined;
}

/**
 * Reads entries in the order of the ledger, from a place on, at most `limit`. They are read as they stand on the server
 * now and held against the ledger as it stands there now: what was changed, removed or put in between is never passed
 * over in silence.
 */
export async function readOrdered(
  client: StoreClient,
  ledger: Ledger,
  prefix: string,
  from: number,
  { limit, mark = {} }: { readonly limit: number; readonly mark?: ReadMark },
): Promise<readonly OrderedEntry[]> {
  const end = Math.min(from + limit, ledger.index.size);
  if (from >= end) return [];
  const first = ledger.index.recordAt(from);
  const records = ledger.index.recordAt(end - 1).revision - first.revision + 1;
  // Side by side: what the ledger says must be so, and what stands on the server.
  const begin = mark.end?.next === from ? { from, after: mark.end.at } : first;
  const [batches, { entries, at }] = await Promise.all([
    ledger.batchesFrom(from, records),
    readAfter(client, prefix, begin.after, { entries: end - begin.from, records }),
  ]);
  checkAgainst(batches, entries, begin.from, end);
  mark.end = at && { next: end, at };
  return entries.slice(from - begin.from).map((entry, index) => ({ ...entry, position: (from + index) as Position }));
}

/** The next entries of ours after a position on the server, or as many as there are; among them stand ledger records. */
async function readAfter(
  client: StoreClient,
  prefix: string,
  after: StorePosition | undefined,
  expected: { readonly entries: number; readonly records: number },
): Promise<{ readonly entries: readonly ReadEntry[]; readonly at: StorePosition | undefined }> {
  const entries: ReadEntry[] = [];
  let last: StorePosition | undefined;
  for (let from = after; entries.length < expected.entries;) {
    const asked = Math.min(PAGE, expected.entries - entries.length + expected.records + ROOM_BETWEEN);
    const page = await client.readAll(from, asked);
    for (const record of page) {
      const at = record.position!;
      if (from !== undefined && !isAfter(at, from)) continue;
      from = at;
      const ours = record.stream.startsWith(prefix) && !record.type.startsWith('$');
      if (!ours || entries.length >= expected.entries) continue;
      entries.push(toEntry(record, prefix));
      last = at;
    }
    if (page.length < asked) break;
  }
  return { entries, at: last };
}

function checkAgainst(
  batches: readonly BatchRecord[],
  entries: readonly ReadEntry[],
  from: number,
  upTo: number,
): void {
  let index = 0;
  for (const batch of batches) {
    if (from + index >= upTo) return;
    // Only the first may begin before what was read.
    const read = from + index - batch.from;
    if (read < 0 || read >= batch.refs.length || (index > 0 && read !== 0)) throw damaged(from + index);
    for (let i = read; i < batch.refs.length && from + index < upTo; i++, index++) {
      const entry = entries[index];
      if (entry === undefined || !isThe(entry, batch.refs[i]!, batch.leafHashes[i]!)) throw damaged(from + index);
    }
  }
  // The ledger has fewer records than it had.
  if (from + index < upTo) throw damaged(from + index);
}

const isThe = (entry: ReadEntry, ref: EntryRef, leafHash: Uint8Array): boolean =>
  entry.stream === ref.stream &&
  entry.revision === ref.revision &&
  entry.id === ref.id &&
  Buffer.compare(entry.leafHash, leafHash) === 0;

/** What stands on the server is not what the ledger says. */
export const damaged = (position: number): LogUnavailable =>
  new LogUnavailable(
    'LOG_DAMAGED',
    `Regel ${position} van het logboek ontbreekt op de logboekserver of is daar veranderd. ` +
      'Leg niets meer vast en roep de beheerder.',
  );
