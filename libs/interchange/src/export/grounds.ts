/** Why a value is not in an export. The verifier (apps/verifier) reads the same form and shares no line with this. */
export type Ground =
  | { readonly kind: 'withheld'; readonly class: string; readonly secrecy?: readonly SecrecyNamed[] }
  /** By the entries at these positions, each of which orders the erasure of one person. */
  | { readonly kind: 'erased'; readonly by: readonly number[] }
  /** Padding of a confidential entry. An open envelope has exactly one decoy, which needs no words. */
  | { readonly kind: 'decoy' };

/** A secrecy that is in force, and on which articles of law it rests. */
export interface SecrecyNamed {
  readonly id: string;
  readonly articles: readonly string[];
}

/** By index of the entry: which ground stands for how many values. */
export type EntryGrounds = readonly [index: number, counts: readonly (readonly [ground: number, count: number])[]];

/** Every ground once, so that a manifest of a million entries stays small. */
export class GroundTable {
  readonly grounds: Ground[] = [];
  readonly entries: EntryGrounds[] = [];
  private readonly places = new Map<string, number>();

  add(index: number, counts: readonly (readonly [Ground, number])[]): void {
    const kept = counts.filter(([, count]) => count > 0);
    if (kept.length > 0) this.entries.push([index, kept.map(([ground, count]) => [this.placeOf(ground), count])]);
  }

  private placeOf(ground: Ground): number {
    const key = JSON.stringify(ground);
    const known = this.places.get(key);
    if (known !== undefined) return known;
    this.places.set(key, this.grounds.length);
    return this.grounds.push(ground) - 1;
  }
}
