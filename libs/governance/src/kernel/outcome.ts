import type { NewEvent } from './event.js';

/**
 * A refusal, declared once: a stable code for programs, the rule in plain Dutch and its source.
 * `kind` decides the HTTP status: `authority` is 403, `state` is 409 (NL API Design Rules).
 */
export interface Refusal {
  readonly code: string;
  readonly rule: string;
  readonly source?: string;
  readonly kind: 'authority' | 'state';
  /** What it refuses depends on policy, so a refusal says by which version (X5). */
  readonly policy?: true;
}
export function refusal(kind: Refusal['kind'], code: string, rule: string, source?: string): Refusal {
  return { kind, code, rule, ...(source === undefined ? {} : { source }) };
}
/** A refusal that rests on what a municipality set itself. */
export const byPolicy = (declared: Refusal): Refusal => ({ ...declared, policy: true });

/** One broken rule: the refusal and what exactly is wrong here, as a Dutch sentence. */
export interface Broken {
  readonly refusal: Refusal;
  readonly detail: string;
  readonly field?: string;
}

export type Outcome =
  | { readonly ok: true; readonly events: readonly NewEvent[] }
  | { readonly ok: false; readonly broken: readonly Broken[] };

export const accept = (...events: readonly NewEvent[]): Outcome => ({ ok: true, events });
export const refuse = (...broken: readonly Broken[]): Outcome => ({ ok: false, broken });

/**
 * Gathers every broken rule, so that a refusal lists all of them and not the first (governance.md §4.1).
 * `then` is called only when nothing is broken.
 */
export class Guard {
  readonly broken: Broken[] = [];

  require(holds: boolean, rule: Refusal, detail: string | (() => string), field?: string): this {
    if (!holds) this.add(rule, typeof detail === 'string' ? detail : detail(), field);
    return this;
  }
  add(rule: Refusal, detail: string, field?: string): this {
    this.broken.push({ refusal: rule, detail, ...(field === undefined ? {} : { field }) });
    return this;
  }
  /** Takes over what another rule set found broken. */
  merge(broken: readonly Broken[]): this {
    this.broken.push(...broken);
    return this;
  }
  get holds(): boolean {
    return this.broken.length === 0;
  }
  then(events: () => readonly NewEvent[]): Outcome {
    return this.holds ? accept(...events()) : refuse(...this.broken);
  }
}
