import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { openFrontier } from '#transparency';
import type { VerifyProgress } from '../../server/src/proof/verify-log.js';

/** A verification that was stopped goes on for so long; after that it begins anew, for it says how the log is now. */
const MAX_AGE_MS = 86_400_000;
const FORMAT = 1;
const PRIVATE = 0o600;

interface SavedState {
  readonly format: number;
  /** The hash of the first entry: of another log nothing is taken over. */
  readonly log: string;
  readonly savedAt: number;
  readonly progress: Omit<VerifyProgress, 'frontier'> & { readonly frontier: string };
}

/** Where a verification stands, in a file. Whoever can change it can make a verification pass over entries. */
export class VerifyState {
  constructor(
    private readonly file: string,
    private readonly log: string,
  ) {}

  /** What an earlier run left, when it is whole, recent, of this log and not past what is signed now. */
  read(signedSize: number): VerifyProgress | undefined {
    const saved = this.saved();
    if (saved?.format !== FORMAT || saved.log !== this.log || !(Date.now() - saved.savedAt < MAX_AGE_MS))
      return undefined;
    try {
      const progress = { ...saved.progress, frontier: Buffer.from(saved.progress.frontier, 'base64') };
      return openFrontier(progress.frontier).size <= signedSize ? progress : undefined;
    } catch {
      return undefined;
    }
  }
  private saved(): SavedState | undefined {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as SavedState;
    } catch {
      return undefined;
    }
  }

  /**
   * Whole or not there: a run that is killed while it writes leaves what stood there. False where nothing may be
   * written, such as on a stick that is read-only: the run itself needs no file.
   */
  write(progress: VerifyProgress): boolean {
    const state: SavedState = {
      format: FORMAT,
      log: this.log,
      savedAt: Date.now(),
      progress: { ...progress, frontier: Buffer.from(progress.frontier).toString('base64') },
    };
    try {
      writeFileSync(`${this.file}.new`, JSON.stringify(state), { mode: PRIVATE });
      renameSync(`${this.file}.new`, this.file);
      return true;
    } catch {
      return false;
    }
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}
