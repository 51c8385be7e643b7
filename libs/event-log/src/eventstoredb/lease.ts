/**
 * Why an act may be acknowledged before it has its place: this process looked at the ledger a moment ago, and it was
 * neither stopped nor broken nor smaller than what was signed.
 *
 * Whoever stops a log first says so in the ledger, then waits until every look that began before is too old to be used,
 * and only then gives places for the last time. So whatever was acknowledged has its place in a log that was stopped.
 * All programs that use a log must agree on LEASE_MS: never make it longer.
 */

/** So old may a look at the ledger be, counted from its begin, when an act is acknowledged. */
export const LEASE_MS = 1_000;
/** What whoever stops a log waits beyond that, for clocks that do not run alike. */
const LEASE_MARGIN_MS = 500;
/** After this every look that began before it is too old. */
export const LEASES_END_MS = LEASE_MS + LEASE_MARGIN_MS;

/** A moment by two clocks: the one never jumps, the other goes on while a machine is suspended. */
export interface Moment {
  readonly steadyMs: number;
  readonly wallMs: number;
}

export const momentNow = (): Moment => ({ steadyMs: performance.now(), wallMs: Date.now() });

export class Lease {
  private from: Moment | undefined;

  /** The ledger was as it should be when it was looked at, and that look began at `begun`. */
  renew(begun: Moment): void {
    this.from = begun;
  }

  /** There is a reason to look again before anything else is acknowledged. */
  end(): void {
    this.from = undefined;
  }

  holds(at = momentNow()): boolean {
    if (this.from === undefined) return false;
    const wallMs = at.wallMs - this.from.wallMs;
    // A wall clock that went back tells nothing, and then the ledger is asked again.
    return at.steadyMs - this.from.steadyMs < LEASE_MS && wallMs >= 0 && wallMs < LEASE_MS;
  }
}
