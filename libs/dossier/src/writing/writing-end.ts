import { openSqliteLog, type SqliteLog } from '#event-log';
import { openKeyring, openVault, type Vault } from '#vault';
import { faultOf, type Answer, type Answered, type FromWriter, type Line, type Request } from './messages.js';
import { seal } from './writer.js';

export interface WritingEndOptions {
  readonly logFile: string;
  readonly keysFile: string;
  readonly masterKeyFile: string;
  /** Who writes, in words for whoever finds the log locked. */
  readonly holder: string;
}

/**
 * The end of the line that seals and appends. It opens log and keys for itself, and of the keys it only reads: the
 * thread that decides makes them, durably, before it asks for anything that needs them.
 */
export async function serveWriting(line: Line, options: WritingEndOptions): Promise<void> {
  const tell = (message: FromWriter): void => line.send(message);
  const { logFile: file, holder, ...rest } = options;
  let vault: Vault | undefined;
  try {
    vault = openVault({ keyring: openKeyring({ ...rest, readOnly: true }) });
    const end = new WritingEnd(await openSqliteLog({ file, holder, waitForDisk: true }), vault, line);
    line.hear((requests: readonly Request[]) => {
      for (const request of requests) void end.handle(request);
    });
    tell({ kind: 'ready' });
  } catch (error) {
    vault?.close();
    tell({ kind: 'failed', fault: faultOf(error) });
    line.close();
  }
}

class WritingEnd {
  /** Answers of one turn go back together: a message costs more than what is in it. */
  private answers: Answer[] = [];

  constructor(
    private readonly log: SqliteLog,
    private readonly vault: Vault,
    private readonly line: Line,
  ) {}

  async handle({ id, asked }: Request): Promise<void> {
    try {
      this.answer({ id, value: await this.answerTo(asked) });
    } catch (error) {
      this.answer({ id, fault: faultOf(error) });
    }
  }

  private async answerTo(asked: Request['asked']): Promise<Answered> {
    const { log, vault } = this;
    switch (asked.kind) {
      case 'write':
        return log.append(seal(asked.batch, vault));
      case 'append':
        return log.append(asked.batch);
      case 'find-command':
        return log.findCommand(asked.stream, asked.commandId);
      case 'replace-sealed':
        return log.replaceSealed(asked.position, asked.keyId, asked.box) as Promise<undefined>;
      case 'remove-groups':
        return log.removeGroups(asked.keyId);
      case 'forget-keys':
        return vault.forgetKeys() as undefined;
      case 'close':
        await log.close();
        vault.close();
        setImmediate(() => this.line.close());
        return undefined;
    }
  }

  private answer(answer: Answer): void {
    if (this.answers.length === 0) queueMicrotask(() => this.send());
    this.answers.push(answer);
  }

  private send(): void {
    const { answers } = this;
    this.answers = [];
    this.line.send({ kind: 'answers', answers } satisfies FromWriter);
  }
}
