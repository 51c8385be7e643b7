export interface KnownEvent {
  readonly stream: string;
  readonly revision: bigint;
}

/** What one remembered id costs beside the name of its stream, in bytes. */
const ENTRY_BYTES = 28;
const BYTES_PER_CHARACTER = 2;

/** The server's memory of recent event ids: first in, first out, bounded in bytes, and gone at a restart. */
export class RecentIds {
  readonly #known = new Map<string, KnownEvent>();
  readonly #capacityBytes: number;
  #bytes = 0;

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes;
  }

  get(id: string): KnownEvent | undefined {
    return this.#known.get(id);
  }

  put(id: string, event: KnownEvent): void {
    this.#drop(id);
    this.#known.set(id, event);
    this.#bytes += costOf(event);
    for (const oldest of this.#known.keys()) {
      if (this.#bytes <= this.#capacityBytes) break;
      this.#drop(oldest);
    }
  }

  clear(): void {
    this.#known.clear();
    this.#bytes = 0;
  }

  #drop(id: string): void {
    const event = this.#known.get(id);
    if (event === undefined) return;
    this.#known.delete(id);
    this.#bytes -= costOf(event);
  }
}

const costOf = ({ stream }: KnownEvent): number => ENTRY_BYTES + BYTES_PER_CHARACTER * stream.length;
