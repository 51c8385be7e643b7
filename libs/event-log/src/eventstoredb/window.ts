/**
 * A bounded number of calls under way over several connections. One HTTP/2 connection carries 100 streams; a call beyond
 * that hangs in silence, so it waits here, where the wait is seen.
 */
export class Window<Connection> {
  private readonly loads: number[];
  private readonly waiting: ((lane: number) => void)[] = [];

  constructor(
    private readonly connections: readonly Connection[],
    private readonly perConnection: number,
  ) {
    this.loads = connections.map(() => 0);
  }

  /** Calls `work` with the connection that has least to do, as soon as one has room; in order of asking. */
  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const lane = this.freeLane() ?? (await new Promise<number>((resolve) => this.waiting.push(resolve)));
    try {
      return await work(this.connections[lane]!);
    } finally {
      this.release(lane);
    }
  }

  private freeLane(): number | undefined {
    let best = 0;
    for (let lane = 1; lane < this.loads.length; lane++) if (this.loads[lane]! < this.loads[best]!) best = lane;
    if (this.loads[best]! >= this.perConnection) return undefined;
    this.loads[best]!++;
    return best;
  }

  /** A lane that comes free goes to whoever waits longest, so its load stays as it is. */
  private release(lane: number): void {
    const next = this.waiting.shift();
    if (next === undefined) this.loads[lane]!--;
    else next(lane);
  }
}
