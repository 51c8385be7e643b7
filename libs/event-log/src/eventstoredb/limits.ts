/** How long things may take, in milliseconds. Tests and trials set their own; whoever runs a server keeps these. */
export interface Limits {
  /** One append at the server, before its outcome is called unknown. */
  readonly appendMs: number;
  /** One read; the client itself has no deadline for reads at all. */
  readonly readMs: number;
  /** An append with all that is tried again, before its caller is told that the server does not answer. */
  readonly appendTryMs: number;
  /** A read with all that is tried again. */
  readonly readTryMs: number;
  /** What an answer waits for its place in the log. */
  readonly orderMs: number;
  /** How often each server looks whether all that stands has its place, and whether the log is still what it was. */
  readonly sweepMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  appendMs: 5_000,
  readMs: 10_000,
  appendTryMs: 15_000,
  readTryMs: 10_000,
  orderMs: 10_000,
  sweepMs: 500,
};
