import { comparePositions, type LogReader, type Position, type StreamHead } from '#event-log';

/** What a report reads of a log: entries of a stream, and which streams there are. */
export type ReportLog = Pick<LogReader, 'readStream' | 'streams' | 'streamHead'>;

/**
 * The log as it was when it had `size` entries. Nothing in it was ever changed, so what is made from it is the same
 * whenever it is made, however much was recorded since.
 */
export function logUpTo(log: ReportLog, size: number): ReportLog {
  const last = (size - 1) as Position;
  const headThen = async (head: StreamHead | undefined): Promise<StreamHead | undefined> => {
    if (head === undefined || size === 0) return undefined;
    if (comparePositions(head.lastPosition, last) <= 0) return head;
    const revision = (await firstRevisionAfter(log, head, last)) - 1;
    if (revision < 0) return undefined;
    const [entry] = await log.readStream(head.stream, revision, 1);
    return { stream: head.stream, revision, lastPosition: entry!.position };
  };
  return {
    readStream: async (stream, fromRevision, limit) => {
      const page = await log.readStream(stream, fromRevision, limit);
      return page.filter(({ position }) => comparePositions(position, last) <= 0);
    },
    streamHead: async (stream) => headThen(await log.streamHead(stream)),
    streams: async (prefix) => {
      const heads = await Promise.all((await log.streams(prefix)).map(headThen));
      return heads.filter((head) => head !== undefined);
    },
  };
}

/** Revisions of a stream follow its positions, so the first one after a place in the log is found by halving. */
export async function firstRevisionAfter(
  log: Pick<LogReader, 'readStream'>,
  head: StreamHead,
  after: Position,
): Promise<number> {
  let [low, high] = [0, head.revision + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [entry] = await log.readStream(head.stream, middle, 1);
    if (comparePositions(entry!.position, after) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
