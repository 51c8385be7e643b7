import type { AppendBatch, AppendResult, EventLog } from '#event-log';
import type { EntryDraft, Json, Vault } from '#vault';

/** What one act adds to one stream, before it is sealed. */
export interface DraftBatch extends Pick<AppendBatch, 'stream' | 'expected' | 'commandId' | 'time'> {
  readonly drafts: readonly EntryDraft[];
  /** What the command said, to tell a repeat from a reuse; absent when nobody can repeat it. */
  readonly payload?: Json | undefined;
}

/** The way of an act into the log: sealed and appended, whole or not at all. */
export interface Writer {
  write(batch: DraftBatch): Promise<AppendResult>;
  /** To be called when a key was destroyed: nothing may be sealed under it any more. */
  forgetKeys(): void;
}

/** Seals on the thread that decides; for commands, imports and tests. */
export const writerHere = (log: EventLog, vault: Vault): Writer => ({
  write: async (batch) => log.append(seal(batch, vault)),
  forgetKeys() {},
});

export function seal({ drafts, payload, ...batch }: DraftBatch, vault: Vault): AppendBatch {
  const entries = drafts.map((draft) => vault.seal(draft));
  return payload === undefined ? { ...batch, entries } : { ...batch, entries, commandMac: vault.commandMac(payload) };
}
