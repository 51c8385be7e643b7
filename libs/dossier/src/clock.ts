/** Time for recording (provability.md §3.1). */
export interface Clock {
  /** Now, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  now(): string;
  /** `simulated` for demos and tests: such a log says so in its first entry. */
  readonly kind: 'real' | 'simulated';
}
export const systemClock: Clock = { kind: 'real', now: () => new Date().toISOString() };

/** A clock that stands where it is put. */
export class SimulatedClock implements Clock {
  readonly kind = 'simulated';
  constructor(private instant: string) {}
  now(): string {
    return this.instant;
  }
  set(instant: string): void {
    if (instant > this.instant) this.instant = instant;
  }
}
export const later = (a: string, b: string | undefined): string => (b !== undefined && b > a ? b : a);
