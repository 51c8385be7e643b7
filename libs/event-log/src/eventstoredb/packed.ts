import type { StorePosition } from './store-client.js';

/**
 * Lists of which most was read from a file: that lies packed as it came, eight bytes for a number, and what is added lies
 * behind it. A log of a million entries would take several times as much as objects, in every thread that has it open.
 */

/** Numbers in a row. */
export class PackedNumbers {
  private readonly added: number[] = [];

  constructor(private readonly first: Float64Array = new Float64Array()) {}

  get length(): number {
    return this.first.length + this.added.length;
  }

  at(index: number): number | undefined {
    return index < this.first.length ? this.first[index] : this.added[index - this.first.length];
  }

  push(value: number): void {
    this.added.push(value);
  }

  packed(): Float64Array {
    const all = new Float64Array(this.length);
    all.set(this.first);
    all.set(this.added, this.first.length);
    return all;
  }
}

/** Where a ledger record begins in the log, and where its last entry stands on the server. */
export interface RecordPlace {
  readonly revision: number;
  readonly from: number;
  readonly lastPosition: StorePosition;
}

/** Revision, first place, commit and prepare position of each record. */
type RecordColumns = readonly [Float64Array, Float64Array, BigUint64Array, BigUint64Array];

/** The places of ledger records, in their order. */
export class PackedPlaces {
  private readonly added: RecordPlace[] = [];
  private readonly first: number;

  constructor(
    private readonly columns: RecordColumns = [
      new Float64Array(),
      new Float64Array(),
      new BigUint64Array(),
      new BigUint64Array(),
    ],
  ) {
    this.first = columns[0].length;
  }

  get length(): number {
    return this.first + this.added.length;
  }

  at(index: number): RecordPlace {
    if (index >= this.first) return this.added[index - this.first]!;
    const [revisions, froms, commits, prepares] = this.columns;
    const lastPosition = { commit: commits[index]!, prepare: prepares[index]! };
    return { revision: revisions[index]!, from: froms[index]!, lastPosition };
  }

  push(place: RecordPlace): void {
    this.added.push(place);
  }

  packed(): RecordColumns {
    const all = Array.from({ length: this.length }, (_, index) => this.at(index));
    return [
      Float64Array.from(all, ({ revision }) => revision),
      Float64Array.from(all, ({ from }) => from),
      BigUint64Array.from(all, ({ lastPosition }) => lastPosition.commit),
      BigUint64Array.from(all, ({ lastPosition }) => lastPosition.prepare),
    ];
  }
}

const NUMBER_BYTES = 8;
const padding = (length: number): number => -length & (NUMBER_BYTES - 1);

/** Something, and lists of numbers behind it, as one run of bytes. */
export function pack(head: Uint8Array, lists: readonly (Float64Array | BigUint64Array)[]): Uint8Array {
  const size = Buffer.from(BigUint64Array.of(BigInt(head.length)).buffer);
  const raw = lists.map((list) => Buffer.from(list.buffer, list.byteOffset, list.byteLength));
  return Buffer.concat([size, head, Buffer.alloc(padding(head.length)), ...raw]);
}

/** What `pack` gave; undefined for what it cannot have given. The lists are asked for in turn and lie in these bytes. */
export function unpack(bytes: Uint8Array):
  | {
      readonly head: Uint8Array;
      readonly numbers: (count: number) => Float64Array;
      readonly bigNumbers: (count: number) => BigUint64Array;
    }
  | undefined {
  if (bytes.length < NUMBER_BYTES) return undefined;
  const { buffer, byteOffset, length } = bytes.byteOffset % NUMBER_BYTES === 0 ? bytes : new Uint8Array(bytes);
  const size = Number(new BigUint64Array(buffer, byteOffset, 1)[0]);
  if (size > length - NUMBER_BYTES) return undefined;
  let next = byteOffset + NUMBER_BYTES + size + padding(size);
  const taken = (count: number): number => {
    const at = next;
    next += count * NUMBER_BYTES;
    return at;
  };
  return {
    head: new Uint8Array(buffer, byteOffset + NUMBER_BYTES, size),
    numbers: (count) => new Float64Array(buffer, taken(count), count),
    bigNumbers: (count) => new BigUint64Array(buffer, taken(count), count),
  };
}
