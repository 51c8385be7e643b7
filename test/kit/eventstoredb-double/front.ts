import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

type Direction = 'request' | 'response';

interface Line {
  readonly caller: Socket;
  readonly inner: Socket;
}

const HOST = '127.0.0.1';

/**
 * The double's door: passes bytes between callers and the gRPC server behind it, so that a connection can be cut at any
 * byte, frozen or refused without the server's doing.
 */
export class Front {
  readonly #lines = new Set<Line>();
  readonly #innerPort: number;
  readonly #cuts = new Map<Direction, number>();
  #server: Server | undefined;
  #port = 0;
  #frozen = false;

  private constructor(innerPort: number) {
    this.#innerPort = innerPort;
  }

  /** Listens on `port` (0: any free one). */
  static async open(innerPort: number, port: number): Promise<Front> {
    const front = new Front(innerPort);
    front.#port = port;
    await front.comeUp();
    return front;
  }

  get port(): number {
    return this.#port;
  }

  get isUp(): boolean {
    return this.#server !== undefined;
  }

  cutAfter(direction: Direction, bytes: number): void {
    this.#cuts.set(direction, bytes);
  }

  freeze(): void {
    this.#frozen = true;
    for (const { caller, inner } of this.#lines) {
      caller.pause();
      inner.pause();
    }
  }

  thaw(): void {
    this.#frozen = false;
    for (const { caller, inner } of this.#lines) {
      caller.resume();
      inner.resume();
    }
  }

  clear(): void {
    this.#cuts.clear();
    this.thaw();
  }

  resetAll(): void {
    for (const line of this.#lines) hangUp(line);
  }

  resetPeer(peer: string): void {
    const port = Number(peer.slice(peer.lastIndexOf(':') + 1));
    for (const line of this.#lines) if (line.inner.localPort === port) hangUp(line);
  }

  async goDown(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.resetAll();
    await closed;
  }

  async comeUp(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((caller) => this.#pass(caller));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, HOST, resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  #pass(caller: Socket): void {
    const inner = connect(this.#innerPort, HOST);
    const line = { caller, inner };
    this.#lines.add(line);
    const end = (): void => {
      this.#lines.delete(line);
      hangUp(line);
    };
    for (const socket of [caller, inner]) socket.setNoDelay(true).on('error', end).on('close', end);
    this.#pump('request', caller, inner, end);
    this.#pump('response', inner, caller, end);
    if (this.#frozen) this.freeze();
  }

  /** Passes bytes on with the receiver's pace, and counts them towards a cut. */
  #pump(direction: Direction, from: Socket, to: Socket, cut: () => void): void {
    from.on('data', (bytes: Buffer) => {
      const left = this.#cuts.get(direction);
      if (left !== undefined && bytes.length >= left) {
        this.#cuts.delete(direction);
        to.write(bytes.subarray(0, left), cut);
        return;
      }
      if (left !== undefined) this.#cuts.set(direction, left - bytes.length);
      if (!to.write(bytes)) from.pause();
    });
    to.on('drain', () => {
      if (!this.#frozen) from.resume();
    });
    from.on('end', () => to.end());
  }
}

/** Ends both sides at once; the caller sees a reset, not an orderly close. */
function hangUp({ caller, inner }: Line): void {
  if (!caller.destroyed) caller.resetAndDestroy();
  if (!inner.destroyed) inner.destroy();
}
