/** How one part is. `let op`: it works, and somebody should do something before it does not. */
export type Verdict = 'goed' | 'let op' | 'fout';

export interface Finding {
  readonly verdict: Verdict;
  /** Stable; 'OK' when all is well. */
  readonly code: string;
  /** What was seen, as a Dutch sentence. Never a secret, never the content of an act. */
  readonly words: string;
  /** What to do, as a Dutch sentence; empty when nothing. */
  readonly todo: string;
}

/** What every check looks at. */
export interface Place {
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Aborts when a check takes too long. */
  readonly signal: AbortSignal;
}

/**
 * One part that is looked at. A check reads only: it takes no lock, makes no file, and works beside a server at work as
 * on a folder in which anything may be wrong. What it throws becomes a finding.
 */
export interface Check {
  /** Name of the part, in Dutch. */
  readonly part: string;
  look(place: Place): Promise<readonly Finding[]>;
}

export const good = (words: string): Finding => ({ verdict: 'goed', code: 'OK', words, todo: '' });
export const attention = (code: string, words: string, todo: string): Finding => ({
  verdict: 'let op',
  code,
  words,
  todo,
});
export const wrong = (code: string, words: string, todo: string): Finding => ({ verdict: 'fout', code, words, todo });
