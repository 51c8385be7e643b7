import { deserialize, serialize } from 'node:v8';
import { openFrontier } from '#transparency';
import type { Frontier } from '#transparency';
import { LogUnavailable } from '../port.js';
import type { Position, StreamHead } from '../port.js';
import { decodeRecord, LEDGER_TYPE } from './ledger-record.js';
import type { BatchRecord, LedgerRecord } from './ledger-record.js';
import { recordId, sha256 } from './names.js';
import { pack, PackedNumbers, PackedPlaces, unpack } from './packed.js';
import { isAfter } from './store-client.js';
import type { StorePosition, StoredRecord } from './store-client.js';

/** Bytes of a leaf hash that stay in memory: enough to notice an entry that was changed, a quarter of the room. */
const FINGERPRINT_BYTES = 6;

/** The format of an outline; one of another format is no outline. It goes up when a member comes that must be there. */
const OUTLINE_FORMAT = 3;

/**
 * What an index knows, as it is kept between two openings of the log. Behind it lie the columns of its records, the places
 * of the entries of each stream, and the fingerprints of all entries.
 */
interface Outline {
  readonly format: number;
  readonly size: number;
  readonly logId: string;
  readonly revision: number;
  readonly lastTime: string | undefined;
  readonly lastPosition: StorePosition | undefined;
  readonly haltingBecause: string | undefined;
  readonly haltedBecause: string | undefined;
  readonly tip: { readonly id: string; readonly hash: Uint8Array };
  readonly firstAfter: StorePosition | undefined;
  readonly frontier: Uint8Array;
  readonly records: number;
  /** With how many entries each has. */
  readonly streams: readonly (readonly [string, number])[];
}

/** What the ledger says, in memory: every record was checked to continue the one before it. */
export class LedgerIndex {
  /** Revision of the last record, -1 before the first. */
  revision = -1;
  /** Number of entries that have their place. */
  size = 0;
  lastTime: string | undefined;
  /** Nothing of this log stands at or before this position that has no place yet. */
  lastPosition: StorePosition | undefined;
  /** The log is being stopped, or was: nothing new is acknowledged. */
  haltingBecause: string | undefined;
  /** The log was stopped: what has no place now never gets one. */
  haltedBecause: string | undefined;
  /** Id and hash of the last record. */
  private tip: { readonly id: string; readonly hash: Uint8Array } | undefined;
  private firstAfter: StorePosition | undefined;
  private tree: Frontier = openFrontier();
  private places = new PackedPlaces();
  /** For each stream the place of each of its entries. */
  private readonly byStream = new Map<string, PackedNumbers>();
  private fingerprints = new PackedNumbers();

  constructor(private readonly logId: string) {}

  /** The index that `outlined` gave these bytes, which it keeps; undefined for what is no outline of this log. */
  static fromOutline(logId: string, bytes: Uint8Array): LedgerIndex | undefined {
    const unpacked = unpack(bytes);
    if (unpacked === undefined) return undefined;
    const { head, numbers, bigNumbers } = unpacked;
    const outline = deserialize(head) as Outline;
    if (outline.format !== OUTLINE_FORMAT || outline.logId !== logId) return undefined;
    const index = new LedgerIndex(logId);
    const { size, revision, lastTime, lastPosition, haltingBecause, haltedBecause, tip, firstAfter } = outline;
    Object.assign(index, { size, revision, lastTime, lastPosition, haltingBecause, haltedBecause, tip, firstAfter });
    index.tree = openFrontier(outline.frontier);
    const { records } = outline;
    index.places = new PackedPlaces([numbers(records), numbers(records), bigNumbers(records), bigNumbers(records)]);
    for (const [stream, count] of outline.streams) index.byStream.set(stream, new PackedNumbers(numbers(count)));
    index.fingerprints = new PackedNumbers(numbers(size));
    return index;
  }

  /** Everything that is known here, to begin with at the next opening. */
  outlined(): Uint8Array {
    const { size, logId, revision, lastTime, lastPosition, haltingBecause, haltedBecause, firstAfter } = this;
    const head: Outline = {
      ...{ format: OUTLINE_FORMAT, size, logId, revision, lastTime, lastPosition, haltingBecause, haltedBecause },
      ...{ firstAfter, tip: this.tip!, frontier: this.frontier(), records: this.places.length },
      streams: Array.from(this.byStream, ([stream, positions]) => [stream, positions.length]),
    };
    const positions = Array.from(this.byStream.values(), (of) => of.packed());
    return pack(serialize(head), [...this.places.packed(), ...positions, this.fingerprints.packed()]);
  }

  get tipHash(): Uint8Array | undefined {
    return this.tip?.hash;
  }

  frontier(): Buffer {
    return this.tree.toBytes();
  }

  /** Whether this is the record that we know as the last, to the byte. */
  endsWithBytes(record: StoredRecord): boolean {
    return this.endsWith(record) && record.bytes !== undefined && equal(sha256(record.bytes), this.tip?.hash);
  }

  /** Whether this is the record that we know as the last. */
  endsWith(record: StoredRecord): boolean {
    return record.revision === this.revision && record.id === this.tip?.id;
  }

  /** Takes the next record in; throws when it does not continue what stands, and then nothing changes. */
  apply(stored: StoredRecord): LedgerRecord {
    const { bytes } = stored;
    if (stored.revision !== this.revision + 1) throw missing(this.revision + 1);
    if (stored.type !== LEDGER_TYPE || bytes === undefined) throw forked(stored.revision);
    const { record, previous } = decodeRecord(bytes);
    const continues = previous === undefined ? this.tip === undefined : equal(previous, this.tip?.hash);
    if (!continues || stored.id !== recordId(this.logId, bytes)) throw forked(stored.revision);
    this.take(record, stored.revision);
    this.revision = stored.revision;
    this.tip = { id: stored.id, hash: sha256(bytes) };
    return record;
  }

  positionOf(stream: string, revision: number): Position | undefined {
    return this.byStream.get(stream)?.at(revision) as Position | undefined;
  }

  /** How many entries of a stream have their place. */
  countOf(stream: string): number {
    return this.byStream.get(stream)?.length ?? 0;
  }

  heads(prefix: string): readonly StreamHead[] {
    const names = [...this.byStream.keys()].filter((name) => name.startsWith(prefix)).sort();
    return names.map((stream) => this.headOf(stream)!);
  }

  headOf(stream: string): StreamHead | undefined {
    const revision = this.countOf(stream) - 1;
    const lastPosition = this.positionOf(stream, revision);
    return lastPosition === undefined ? undefined : { stream, revision, lastPosition };
  }

  /** Whether the leaf hash at a place can be the one that the ledger has there. */
  fits(position: Position, leafHash: Uint8Array): boolean {
    return this.fingerprints.at(position) === fingerprint(leafHash);
  }

  /** The ledger record that holds a place below `size`, and the position on the server after which its entries stand. */
  recordAt(position: number): {
    readonly revision: number;
    readonly from: number;
    readonly after: StorePosition | undefined;
  } {
    let low = 0;
    let high = this.places.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.places.at(middle).from <= position) low = middle;
      else high = middle - 1;
    }
    const { revision, from } = this.places.at(low);
    return { revision, from, after: low === 0 ? this.firstAfter : this.places.at(low - 1).lastPosition };
  }

  private take(record: LedgerRecord, revision: number): void {
    if (record.kind === 'batch') return this.takeBatch(record, revision);
    if (record.kind === 'halting' || record.kind === 'halted') {
      // The first reason stands, whoever finishes what another began.
      this.haltingBecause ??= record.reason;
      if (record.kind === 'halted') this.haltedBecause = record.reason;
      return;
    }
    if (revision !== 0 || record.log !== this.logId) throw forked(revision);
    this.firstAfter = record.after;
    this.lastPosition = record.after;
  }

  private takeBatch(record: BatchRecord, revision: number): void {
    const { from, refs, leafHashes, lastPosition, lastTime } = record;
    const later = this.lastPosition === undefined || isAfter(lastPosition, this.lastPosition);
    if (revision === 0 || from !== this.size || !later) throw forked(revision);
    if (this.lastTime !== undefined && lastTime < this.lastTime) throw forked(revision);
    this.tree = this.checkRefs(record, revision);
    refs.forEach(({ stream }, index) => {
      const positions = this.byStream.get(stream) ?? new PackedNumbers();
      positions.push(from + index);
      this.byStream.set(stream, positions);
      this.fingerprints.push(fingerprint(leafHashes[index]!));
    });
    this.places.push({ revision, from, lastPosition });
    this.size += refs.length;
    this.lastPosition = lastPosition;
    this.lastTime = lastTime;
  }

  /** Before anything is taken in: revisions go on in each stream, and the tree, which it gives, is the one that is named. */
  private checkRefs({ refs, leafHashes, frontier }: BatchRecord, revision: number): Frontier {
    const next = new Map<string, number>();
    const tree = openFrontier(this.tree.toBytes());
    refs.forEach((ref, index) => {
      const wanted = next.get(ref.stream) ?? this.countOf(ref.stream);
      if (ref.revision !== wanted) throw forked(revision);
      next.set(ref.stream, wanted + 1);
      tree.append(leafHashes[index]!);
    });
    if (!equal(frontier, tree.toBytes())) throw forked(revision);
    return tree;
  }
}

const fingerprint = (leafHash: Uint8Array): number =>
  Buffer.from(leafHash.buffer, leafHash.byteOffset, FINGERPRINT_BYTES).readUIntBE(0, FINGERPRINT_BYTES);

const equal = (a: Uint8Array, b: Uint8Array | undefined): boolean => b !== undefined && Buffer.compare(a, b) === 0;

/** A record that does not continue what stands before it: two histories, or a hand that wrote in the ledger. */
export const forked = (revision: number): LogUnavailable =>
  new LogUnavailable(
    'LOG_FORKED',
    `Regel ${revision} van de volgorde van het logboek past niet bij wat ervoor staat. ` +
      'Leg niets meer vast, bewaar de logboekserver zoals hij is en roep de beheerder.',
  );

/** A record that stood, or must have, is not there any more. */
export const missing = (revision: number): LogUnavailable =>
  new LogUnavailable(
    'LOG_DAMAGED',
    `Regel ${revision} van de volgorde van het logboek ontbreekt op de logboekserver. ` +
      'Leg niets meer vast en roep de beheerder.',
  );
