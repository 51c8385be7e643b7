import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atRevision, type AppendBatch, type EventLog, type NewEntry } from '#event-log';
import {
  leafHash,
  MAX_BUNDLE_BYTES,
  MAX_NOTE_BYTES,
  openCheckpoint,
  openFrontier,
  parseBundle,
  TILE_WIDTH,
  tilePath,
  tileWidth,
  TransparencyRefused,
  type OpenedCheckpoint,
  type TrustedLog,
} from '#transparency';
import { BackupRefused, CHECKPOINT_FILE } from './backup-files.js';

/** What was published of a log (tlog-tiles): files on a stick, a copy of a web server, or an export. */
export interface Mirror {
  readonly folder: string;
  readonly checkpoint: OpenedCheckpoint;
}

/** Refuses a folder of which the checkpoint is not signed by this log. */
export function openMirror(folder: string, trusted: TrustedLog): Mirror {
  try {
    return { folder, checkpoint: openCheckpoint(readLimited(join(folder, CHECKPOINT_FILE), MAX_NOTE_BYTES), trusted) };
  } catch (error) {
    if (!(error instanceof TransparencyRefused)) throw error;
    throw unusable(folder, `het controlepunt is niet van dit logboek (${error.code})`, error);
  }
}

/** The entries of a mirror from `from` on, as they stand there: nothing of them is verified. */
function* entriesFrom({ folder, checkpoint: { size } }: Mirror, from: number): Generator<Buffer> {
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < size; index += 1) {
    const width = tileWidth({ level: 'entries', index }, size);
    const path = join(folder, tilePath({ level: 'entries', index, width }));
    try {
      yield* parseBundle(readLimited(path, MAX_BUNDLE_BYTES), width).slice(Math.max(0, from - index * TILE_WIDTH));
    } catch (error) {
      if (!(error instanceof TransparencyRefused)) throw error;
      throw unusable(folder, `een bestand klopt niet: ${path}`, error);
    }
  }
}

/**
 * Appends what a mirror holds beyond a log, when together they are what the mirror's checkpoint says, and nothing
 * otherwise. Of these entries the bytes come back and not what was sealed: that stands in no mirror.
 */
export async function recoverFrom(mirror: Mirror, log: EventLog): Promise<number> {
  const { size, root } = mirror.checkpoint;
  const frontier = openFrontier(await log.frontier());
  const from = frontier.size;
  if (size <= from) return 0;
  for (const bytes of entriesFrom(mirror, from)) frontier.append(leafHash(bytes));
  if (frontier.size !== size || !frontier.root().equals(root))
    throw unusable(mirror.folder, `de regels vanaf ${from} horen niet achter die van de reservekopie`);
  for (const batch of batchesOf(entriesFrom(mirror, from))) {
    const { kind } = await log.append(batch);
    if (kind !== 'appended') throw unusable(mirror.folder, `een regel past niet achter de reservekopie (${kind})`);
  }
  if (
    !openFrontier(await log.frontier())
      .root()
      .equals(root)
  )
    throw unusable(mirror.folder, 'het geheel is een ander');
  return size - from;
}

interface ClearEntry {
  readonly id: string;
  readonly subject: string;
  readonly streamrev: number;
  readonly time: string;
  readonly commandid: string;
}

/** Entries of one act stand behind each other, in one stream and under one command. */
function* batchesOf(all: Iterable<Buffer>): Generator<AppendBatch> {
  let first: ClearEntry | undefined;
  let entries: NewEntry[] = [];
  const batch = ({ subject, streamrev, commandid, time }: ClearEntry): AppendBatch => ({
    stream: subject,
    expected: atRevision(streamrev - 1),
    commandId: commandid,
    time,
    entries,
  });
  for (const bytes of all) {
    const clear = JSON.parse(bytes.toString('utf8')) as ClearEntry;
    const same = first?.subject === clear.subject && first.commandid === clear.commandid;
    if (first !== undefined && !same) {
      yield batch(first);
      entries = [];
    }
    if (!same) first = clear;
    entries.push({ id: clear.id, bytes, leafHash: leafHash(bytes), sealed: [] });
  }
  if (first !== undefined) yield batch(first);
}

/** A mirror may be anything: what is larger than its specification allows is not read. */
function readLimited(file: string, maxBytes: number): Buffer {
  if (!existsSync(file)) throw new BackupRefused('MIRROR_UNUSABLE', `De spiegel is niet compleet: ${file} ontbreekt.`);
  const bytes = readFileSync(file);
  if (bytes.length > maxBytes) throw new BackupRefused('MIRROR_UNUSABLE', `${file} is te groot voor een spiegel.`);
  return bytes;
}

const unusable = (folder: string, why: string, cause?: unknown): BackupRefused =>
  new BackupRefused('MIRROR_UNUSABLE', `De spiegel ${folder} is niet te gebruiken: ${why}. Neem een andere.`, {
    cause,
  });
