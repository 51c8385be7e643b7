/**
 * One queue per key: acts on one dossier are decided one after the other, so that only other processes can conflict.
 * A task that fails does not hold up those behind it.
 */
export class Mailboxes {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key);
    const result = before === undefined ? task() : before.then(task, task);
    const done = (): void => {
      if (this.tails.get(key) === result) this.tails.delete(key);
    };
    this.tails.set(key, result);
    void result.then(done, done);
    return result;
  }
}
