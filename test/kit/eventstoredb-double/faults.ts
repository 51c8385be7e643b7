import type { Front } from './front.js';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * What goes wrong with one append:
 * - `unavailable`: answered UNAVAILABLE, nothing is stored;
 * - `cut-before-commit`: the connection is reset, nothing is stored;
 * - `cut-after-commit`: stored, and the connection is reset before the answer: the acknowledgement is lost;
 * - `timeout-before-commit`, `timeout-after-commit`: the server's own "operation timed out", which says nothing of the
 *   outcome;
 * - `silent-before-commit`, `silent-after-commit`: no answer at all;
 * - `commitAfterMs`: stored that much later, whether or not the caller still waits;
 * - `answerAfterMs`: stored at once, answered that much later.
 */
export type AppendFault =
  | 'unavailable'
  | 'cut-before-commit'
  | 'cut-after-commit'
  | 'timeout-before-commit'
  | 'timeout-after-commit'
  | 'silent-before-commit'
  | 'silent-after-commit'
  | { readonly commitAfterMs: number }
  | { readonly answerAfterMs: number };

/** The switchboard: each switch stays as it is set until it is set otherwise or `clear` is called. */
export class Faults {
  /** The node has started and does not serve yet: "Server Is Not Ready". */
  notReady = false;
  /** "Server Is Too Busy". */
  tooBusy = false;
  /** The node is a follower of this leader; `unknown` while nobody is elected. */
  leader: Endpoint | 'unknown' | undefined;
  /** `credentials`: who asks is not known (UNAUTHENTICATED); `rights`: known, and may not (access denied). */
  denied: 'credentials' | 'rights' | undefined;
  /** The version that the node tells; undefined: it does not know the question, as servers before 21.10. */
  serverVersion: string | undefined;
  /** A write that finds no room ends the process, as the storage writer does; the node stays away until cleared. */
  diskFull = false;
  /** Events younger than this are not yet on this node, in milliseconds: what a follower's lag looks like. */
  lagMs = 0;
  /** Waits before each answer to a read, in milliseconds. */
  readDelayMs = 0;

  readonly #front: Front;
  readonly #version: string;
  readonly #appends: AppendFault[] = [];
  readonly #drops = new Set<() => void>();

  constructor(front: Front, version: string) {
    this.#front = front;
    this.#version = version;
    this.serverVersion = version;
  }

  /** The next `times` appends go wrong in this way. */
  nextAppends(fault: AppendFault, times = 1): void {
    for (let i = 0; i < times; i++) this.#appends.push(fault);
  }

  /** For the handlers: what the append at hand suffers. */
  takeAppendFault(): AppendFault | undefined {
    return this.#appends.shift();
  }

  /** Every live subscription is told that it is too slow and must subscribe again. */
  dropSubscriptions(): void {
    for (const drop of [...this.#drops]) drop();
  }

  /** For the handlers: called when subscriptions are to be dropped, until the returned function is called. */
  onDrop(drop: () => void): () => void {
    this.#drops.add(drop);
    return () => this.#drops.delete(drop);
  }

  /** Resets the connection in which the given number of further bytes has passed, once. */
  cutAfterBytes(direction: 'request' | 'response', bytes: number): void {
    this.#front.cutAfter(direction, bytes);
  }

  /** Resets all connections; new ones are welcome. */
  resetConnections(): void {
    this.#front.resetAll();
  }

  /** Resets the connection of one caller, as `call.getPeer()` names it. */
  resetPeer(peer: string): void {
    this.#front.resetPeer(peer);
  }

  /** As if the process were gone: connections are reset, new ones are refused. */
  goDown(): Promise<void> {
    return this.#front.goDown();
  }

  comeUp(): Promise<void> {
    return this.#front.comeUp();
  }

  /** As if the process were stopped: bytes are accepted and nothing happens, until `thaw`. */
  freeze(): void {
    this.#front.freeze();
  }

  thaw(): void {
    this.#front.thaw();
  }

  /** All switches off; a node that was down comes up. */
  async clear(): Promise<void> {
    this.notReady = false;
    this.tooBusy = false;
    this.leader = undefined;
    this.denied = undefined;
    this.serverVersion = this.#version;
    this.diskFull = false;
    this.lagMs = 0;
    this.readDelayMs = 0;
    this.#appends.length = 0;
    this.#front.clear();
    await this.#front.comeUp();
  }
}
