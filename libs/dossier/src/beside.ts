import type { EventDeclaration } from '#governance';
import { Mailboxes } from './mailbox.js';
import type { EngineOptions, Recordable, Recorder, ToRecord } from './recorder.js';

/** So often a stream is read again when it is not where it was believed to be. */
const MAX_TRIES = 3;

/**
 * Streams that stand beside a dossier, one per server process, so that what is recorded there never moves the dossier's
 * own revision and never contends with it.
 */
export class BesideStreams {
  private readonly mailboxes = new Mailboxes();
  private readonly revisions = new Map<string, number>();

  constructor(
    private readonly options: EngineOptions,
    private readonly recorder: Recorder,
    /** What its name ends in, before that of the server process. */
    private readonly suffix: string,
    private readonly declaration: EventDeclaration,
  ) {}

  /** False when it could not be recorded. */
  record(dossier: string, item: ToRecord, of: Pick<Recordable, 'caller' | 'now' | 'policyVersion'>): Promise<boolean> {
    const stream = `${dossier}${this.suffix}${this.options.server}`;
    return this.mailboxes.run(stream, async () => {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const revision = this.revisions.get(stream) ?? (await this.options.log.streamHead(stream))?.revision ?? -1;
        if (await this.recorder.recordBeside(stream, revision, this.declaration, item, of)) {
          this.revisions.set(stream, revision + 1);
          return true;
        }
        this.revisions.delete(stream);
      }
      return false;
    });
  }
}
