import { readFile } from 'node:fs/promises';
import { writeWholeFile, type LogReader, type Position } from '#event-log';
import type { ClockStore, DossierClocks } from './timekeeper.js';

/** What stands in the file. */
interface Kept {
  /** The program that worked it out: another one may find other deadlines in the same dossier. */
  readonly program: string;
  /** The log it was worked out from: how many entries it had, and the leaf hash of the last, in hexadecimal. */
  readonly size: number;
  readonly lastLeaf: string;
  /** Stream, revision, and the next deadline or null. */
  readonly clocks: readonly (readonly [string, number, string | null])[];
}

/**
 * Keeps in a file when each dossier is to be looked at again, so that a server that starts need not read them all. The
 * file is taken only when the log still has the very entry up to which it goes: after an older copy was put back, a
 * dossier may have the same number of entries with other words in them.
 */
export function clockFile(file: string, log: Pick<LogReader, 'head' | 'readAll'>, program: string): ClockStore {
  const leafAt = async (size: number): Promise<string | undefined> => {
    const after = size === 1 ? undefined : ((size - 2) as Position);
    const [last] = await log.readAll(after, 1);
    return last && Buffer.from(last.leafHash).toString('hex');
  };
  const readKept = async (): Promise<DossierClocks> => {
    const kept = JSON.parse(await readFile(file, 'utf8')) as Kept;
    if (kept.program !== program || (await leafAt(kept.size)) !== kept.lastLeaf) return new Map();
    return new Map(kept.clocks.map(([stream, revision, next]) => [stream, { revision, next: next ?? undefined }]));
  };
  const writeKept = async (clocks: DossierClocks): Promise<void> => {
    // Asked after the dossiers were read: everything that was read in them stands before it.
    const { size } = await log.head();
    const lastLeaf = await leafAt(size);
    if (lastLeaf === undefined) return;
    const rows = [...clocks].map(([stream, { revision, next }]) => [stream, revision, next ?? null] as const);
    const kept: Kept = { program, size, lastLeaf, clocks: rows };
    // Of servers that share a folder either's is right.
    await writeWholeFile(file, JSON.stringify(kept));
  };
  return {
    read: () => readKept().catch(() => new Map()),
    write: (clocks) => writeKept(clocks).catch(() => undefined),
  };
}
