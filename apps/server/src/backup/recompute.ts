import { LogUnavailable, type LogReader } from '#event-log';
import { openFrontier } from '#transparency';
import { leavesOf } from '../proof/leaves.js';

export interface Recomputed {
  readonly size: number;
  readonly root: Buffer;
  /** The root at each of the sizes that were asked for, as far as the log has them. */
  readonly rootAt: ReadonlyMap<number, Buffer>;
  /** The hash of the entry before each of those sizes. */
  readonly lastLeafAt: ReadonlyMap<number, Buffer>;
}

/** Hashes every entry again and builds the tree: what is stored of it is believed nowhere. */
export async function recompute(
  log: LogReader,
  sizes: readonly number[],
  onProgress: (done: number) => void = () => undefined,
): Promise<Recomputed> {
  const wanted = new Set(sizes);
  const frontier = openFrontier();
  const rootAt = new Map<number, Buffer>();
  const lastLeafAt = new Map<number, Buffer>();
  if (wanted.has(0)) rootAt.set(0, frontier.root());
  for await (const leaves of leavesOf(log).from(0)) {
    for (const leaf of leaves) {
      frontier.append(leaf);
      if (!wanted.has(frontier.size)) continue;
      rootAt.set(frontier.size, frontier.root());
      lastLeafAt.set(frontier.size, Buffer.from(leaf));
    }
    onProgress(frontier.size);
  }
  if (!frontier.toBytes().equals(await log.frontier())) throw damaged(frontier.size);
  return { size: frontier.size, root: frontier.root(), rootAt, lastLeafAt };
}

const damaged = (position: number): LogUnavailable =>
  new LogUnavailable(
    'LOG_DAMAGED',
    `Regel ${position} van het logboek is niet wat er is vastgelegd. Gebruik dit logboek niet en neem een andere kopie.`,
  );
