import type { MessagePort, Worker } from 'node:worker_threads';
import { errorOf, faultOf, type Fault } from '#event-log';
import type { Changes } from './folder.js';
import type { Part } from './part.js';

/** What is asked of the thread that folds a part, one at a time. */
type Asked = { readonly foldTo: number } | 'changes';
type Answer = { readonly value: number | Changes } | { readonly fault: Fault };

/** Folds a part in this thread for whoever is at the other end of the port. */
export function servePart(part: Part, port: MessagePort): void {
  const answer = async (asked: Asked): Promise<Answer> => {
    try {
      return { value: asked === 'changes' ? await part.changes() : await part.foldTo(asked.foldTo) };
    } catch (error) {
      return { fault: faultOf(error) };
    }
  };
  port.on('message', (asked: Asked) => void answer(asked).then((answered) => port.postMessage(answered)));
}

/** A part that a thread folds; `close` ends that thread. */
export const partInThread = (worker: Worker): Part => new PartInThread(worker);

class PartInThread implements Part {
  private waiting: { resolve(value: number | Changes): void; reject(error: Error): void } | undefined;
  /** Why the thread does not answer any more. */
  private lost: Error | undefined;

  constructor(private readonly worker: Worker) {
    worker.on('message', (answer: Answer) => {
      if ('fault' in answer) this.waiting?.reject(errorOf(answer.fault));
      else this.waiting?.resolve(answer.value);
    });
    // It may end before anything was asked, as when the log cannot be opened.
    worker.on('error', (error) => this.end(error));
    worker.on('exit', () => this.end(new Error('Een onderdeel dat de weergaven opbouwt is gestopt.')));
  }

  foldTo(position: number): Promise<number> {
    return this.ask({ foldTo: position }) as Promise<number>;
  }

  changes(): Promise<Changes> {
    return this.ask('changes') as Promise<Changes>;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(asked: Asked): Promise<number | Changes> {
    return new Promise((resolve, reject) => {
      if (this.lost !== undefined) throw this.lost;
      this.waiting = { resolve, reject };
      this.worker.postMessage(asked);
    });
  }

  private end(reason: Error): void {
    this.lost ??= reason;
    this.waiting?.reject(this.lost);
  }
}
