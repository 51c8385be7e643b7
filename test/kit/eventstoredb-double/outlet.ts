import type { ServerWritableStream, ServiceError } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';

/** The writing end of a read or a subscription: keeps to the pace of who receives, and knows when nobody does. */
export class Outlet {
  readonly #call: ServerWritableStream<ReadReq, ReadResp>;
  #closed = false;
  /** Since when the receiver has taken nothing, in milliseconds since 1970; undefined while it keeps up. */
  #blockedSince: number | undefined;
  #unblock: (() => void) | undefined;

  constructor(call: ServerWritableStream<ReadReq, ReadResp>) {
    this.#call = call;
    const close = (): void => {
      this.#closed = true;
      this.#unblock?.();
    };
    call.on('cancelled', close).on('close', close);
    call.on('drain', () => this.#unblock?.());
  }

  get closed(): boolean {
    return this.#closed;
  }

  get blockedSince(): number | undefined {
    return this.#blockedSince;
  }

  onClose(act: () => void): void {
    this.#call.on('cancelled', act).on('close', act);
  }

  /** Resolves when the next message may be written. */
  async write(message: ReadResp): Promise<void> {
    if (this.#closed || this.#call.write(message)) return;
    this.#blockedSince = Date.now();
    await new Promise<void>((resolve) => {
      this.#unblock = resolve;
    });
    this.#blockedSince = undefined;
    this.#unblock = undefined;
  }

  end(): void {
    if (!this.#closed) this.#call.end();
    this.#closed = true;
  }

  fail(error: ServiceError): void {
    if (!this.#closed) this.#call.emit('error', error);
    this.#closed = true;
    this.#unblock?.();
  }
}
