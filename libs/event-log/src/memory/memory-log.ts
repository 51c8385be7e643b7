import { openFrontier } from '#transparency';
import { closedError, GroupCommit } from '../group-commit.js';
import type { Pending } from '../group-commit.js';
import { COMMAND_MAC_KEY_ID } from '../port.js';
import type {
  AppendBatch,
  AppendResult,
  EventLog,
  LogHead,
  NewEntry,
  Position,
  ReadOptions,
  SealedGroup,
  StoredCommand,
  StoredEntry,
  StreamHead,
} from '../port.js';
import { answerAgain, checkPage, checkReplacement, msToTime, refusal } from '../rules.js';
import type { StreamTail } from '../rules.js';
import { assertDense, follow, LocalWake } from '../wake.js';

export interface MemoryLogOptions {
  /** Called before a group is stored, as the SQLite adapter does it. */
  readonly beforeCommit?: () => void;
  /** How many batches may wait; MAX_QUEUED_BATCHES unless told. */
  readonly maxQueuedBatches?: number;
}

/** A log for tests and trials: it keeps every promise of the port but durability. */
export function createMemoryLog(options: MemoryLogOptions = {}): EventLog {
  return new MemoryLog(options);
}

interface MemoryStream extends StreamTail {
  readonly entries: StoredEntry[];
}

class MemoryLog implements EventLog {
  private readonly entries: StoredEntry[] = [];
  private readonly byStream = new Map<string, MemoryStream>();
  private readonly commands = new Map<string, StoredCommand>();
  private readonly wake = new LocalWake();
  private readonly writer: GroupCommit;
  private readonly tree = openFrontier();
  private highMs: number | undefined;

  constructor(private readonly options: MemoryLogOptions) {
    this.writer = new GroupCommit({ commit: (group) => this.commit(group), limit: options.maxQueuedBatches });
  }

  append(batch: AppendBatch): Promise<AppendResult> {
    return this.writer.append(batch);
  }

  async findCommand(stream: string, commandId: string): Promise<StoredCommand | undefined> {
    this.assertOpen();
    return this.commands.get(commandKey(stream, commandId));
  }

  async replaceSealed(position: Position, keyId: string, box: Uint8Array | undefined): Promise<void> {
    this.assertOpen();
    checkReplacement(position, keyId, box);
    const entry = this.entries[position];
    if (entry === undefined) return;
    if (keyId === COMMAND_MAC_KEY_ID) return this.dropMac(entry);
    const sealed = entry.sealed.flatMap((group) => replaced(group, keyId, box));
    this.entries[position] = { ...entry, sealed };
    this.byStream.get(entry.stream)!.entries[entry.revision] = this.entries[position];
  }

  async removeGroups(keyId: string): Promise<number> {
    const found = this.entries.filter(({ sealed }) => sealed.some((group) => group.keyId === keyId));
    for (const { position } of found) await this.replaceSealed(position, keyId, undefined);
    return found.length;
  }

  async readStream(stream: string, fromRevision: number, limit: number): Promise<readonly StoredEntry[]> {
    this.assertOpen();
    checkPage(limit, fromRevision);
    const entries = this.byStream.get(stream)?.entries ?? [];
    return entries.slice(fromRevision, fromRevision + limit).map(copied);
  }

  async readAll(
    after: Position | undefined,
    limit: number,
    { withoutSealed = false }: ReadOptions = {},
  ): Promise<readonly StoredEntry[]> {
    this.assertOpen();
    checkPage(limit, after);
    const from = after === undefined ? 0 : after + 1;
    const stored = this.entries.slice(from, from + limit);
    const page = stored.map((entry) => copied(withoutSealed ? { ...entry, sealed: [] } : entry));
    assertDense(page, after);
    return page;
  }

  async streams(prefix: string): Promise<readonly StreamHead[]> {
    this.assertOpen();
    const names = [...this.byStream.keys()].filter((name) => name.startsWith(prefix)).sort();
    return names.map((name) => this.headOf(name)!);
  }

  async streamHead(stream: string): Promise<StreamHead | undefined> {
    this.assertOpen();
    return this.headOf(stream);
  }

  async head(): Promise<LogHead> {
    this.assertOpen();
    const size = this.entries.length;
    const lastTime = this.highMs === undefined ? undefined : msToTime(this.highMs);
    return { position: this.entries[size - 1]?.position, size, lastTime };
  }

  async frontier(): Promise<Uint8Array> {
    this.assertOpen();
    return this.tree.toBytes();
  }

  subscribe(after: Position | undefined, signal: AbortSignal): AsyncIterable<readonly StoredEntry[]> {
    return follow((last, limit) => this.readAll(last, limit), this.wake, after, signal);
  }

  async close(): Promise<void> {
    if (this.wake.closed) return;
    await this.writer.close();
    this.wake.close();
  }

  private commit(group: readonly Pending[]): readonly AppendResult[] {
    // Nothing is stored before the hook: when it throws, the whole group is refused.
    this.options.beforeCommit?.();
    const answers = group.map((pending) => this.put(pending));
    if (answers.some((answer) => answer.kind === 'appended')) this.wake.notify();
    return answers;
  }

  private put({ batch, timeMs }: Pending): AppendResult {
    const first = this.commands.get(commandKey(batch.stream, batch.commandId));
    if (first !== undefined) return answerAgain(batch, first);
    const stream = this.byStream.get(batch.stream);
    const refused = refusal(batch, timeMs, stream, this.highMs);
    if (refused !== undefined) return refused;
    const firstPosition = this.entries.length as Position;
    const firstRevision = stream === undefined ? 0 : stream.revision + 1;
    const stored = batch.entries.map((entry, index) =>
      toStored(batch, entry, (firstPosition + index) as Position, firstRevision + index),
    );
    this.remember(batch, timeMs, stored);
    return { kind: 'appended', firstPosition, firstRevision, count: stored.length };
  }

  private remember(batch: AppendBatch, timeMs: number, stored: readonly StoredEntry[]): void {
    const { position, revision } = stored[0]!;
    const mac = batch.commandMac === undefined ? undefined : batch.commandMac.slice();
    const first = { firstPosition: position, firstRevision: revision, count: stored.length, mac };
    this.commands.set(commandKey(batch.stream, batch.commandId), first);
    const entries = this.byStream.get(batch.stream)?.entries ?? [];
    for (const entry of stored) {
      this.entries.push(entry);
      entries.push(entry);
      this.tree.append(entry.leafHash);
    }
    this.byStream.set(batch.stream, { entries, revision: entries.length - 1, timeMs });
    this.highMs = Math.max(this.highMs ?? timeMs, timeMs);
  }

  private dropMac(entry: StoredEntry): void {
    const key = commandKey(entry.stream, entry.commandId);
    const first = this.commands.get(key);
    if (first?.firstPosition === entry.position) this.commands.set(key, { ...first, mac: undefined });
  }

  private headOf(stream: string): StreamHead | undefined {
    const found = this.byStream.get(stream);
    if (found === undefined) return undefined;
    return { stream, revision: found.revision, lastPosition: found.entries[found.revision]!.position };
  }

  private assertOpen(): void {
    if (this.wake.closed) throw closedError();
  }
}

// A line break cannot occur in a name, so two pairs never share a key.
const commandKey = (stream: string, commandId: string): string => `${stream}\n${commandId}`;

function toStored(batch: AppendBatch, entry: NewEntry, position: Position, revision: number): StoredEntry {
  const { id, bytes, leafHash, sealed } = entry;
  return copied({ position, stream: batch.stream, revision, id, commandId: batch.commandId, leafHash, bytes, sealed });
}

// Copies on the way in and on the way out: what was recorded must not change through an array that somebody still holds.
function copied(entry: StoredEntry): StoredEntry {
  const sealed = entry.sealed.map(({ keyId, box }) => ({ keyId, box: box.slice() }));
  return { ...entry, bytes: Uint8Array.from(entry.bytes), leafHash: Uint8Array.from(entry.leafHash), sealed };
}

function replaced(group: SealedGroup, keyId: string, box: Uint8Array | undefined): SealedGroup[] {
  if (group.keyId !== keyId) return [group];
  return box === undefined ? [] : [{ keyId, box: box.slice() }];
}
