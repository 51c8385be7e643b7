import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  exportOf,
  headsRow,
  LOG_KEY,
  resign,
  rowsWith,
  sha256,
  write,
  type Files,
  type Recipe,
  type Row,
  type Value,
} from './small-export.js';

export const VERIFIER = join(__dirname, 'verifier.mjs');
export const source = readFileSync(VERIFIER);
export const sourceHash = sha256(source).toString('hex');

let work = '';
type Main = (words: readonly string[], write: (line: string) => void) => number;
let main: Main;
/** The verifier in this process: so many runs in processes of their own would take minutes. */
export async function begin(): Promise<void> {
  ({ main } = (await import(VERIFIER)) as { main: Main });
  work = mkdtempSync(join(tmpdir(), 'verifier-'));
}
export const end = (): void => rmSync(work, { recursive: true, force: true });
export const folder = (): string => mkdtempSync(join(work, 'e-'));
export const place = (files: Files): string => write(folder(), files);

export interface Told {
  readonly code: number;
  readonly out: string;
}
export function run(...words: readonly string[]): Told {
  const lines: string[] = [];
  const code = main(words, (line) => void lines.push(line));
  return { code, out: lines.join('\n') };
}
export const check = (files: Files, ...words: readonly string[]): Told =>
  run(place(files), '--sleutel', LOG_KEY.vkey, ...words);

export const rows = (): Row[] => rowsWith(sourceHash);
export const withHeads = (some: readonly Row[]): Row[] => [...some, headsRow(some)];
export const small = (recipe: Partial<Recipe> = {}): Promise<Files> =>
  exportOf({ rows: withHeads(rows()), verifier: source, ...recipe });

/** The small export with one row changed, the heads after it as they then are. */
export function rowChanged(index: number, change: Partial<Row>): Promise<Files> {
  return small({ rows: withHeads(rows().map((row, at) => (at === index ? { ...row, ...change } : row))) });
}
/** With other members of one entry. */
export const entryChanged = (index: number, entry: object): Promise<Files> => rowChanged(index, { entry });
export async function manifestChanged(
  change: (manifest: never) => unknown,
  recipe: Partial<Recipe> = {},
): Promise<Files> {
  const files = await small(recipe);
  await resign(files, change as Parameters<typeof resign>[1]);
  return files;
}
export async function fileChanged(path: string, change: (bytes: Buffer) => Buffer | string): Promise<Files> {
  const files = await small();
  return files.set(path, Buffer.from(change(Buffer.from(files.get(path)!))));
}

export const BUNDLE = 'tile/entries/000.p/8';
export const flip = (bytes: Buffer, at = Math.floor(bytes.length / 2)): Buffer => {
  bytes[at]! ^= 1;
  return bytes;
};
/** With an entry written otherwise, the tree made of that. */
export const bytesOf = (change: (entry: string) => string, index = 2): Promise<Files> =>
  small({ entries: (entries) => void (entries[index] = Buffer.from(change(entries[index]!.toString()))) });
/** The values of entry 2 given otherwise, with whatever grounds there are. */
export const values = (...given: readonly Value[]): Promise<Files> => rowChanged(2, { values: given });
/** As the policy in a manifest names witnesses. */
export const keys = (...witnesses: readonly { readonly vkey: string }[]) =>
  witnesses.map(({ vkey }, at) => ({ organ: ['raad', 'accountant'][at]!, vkey }));
/** Of the form of a root, and the root of nothing. */
export const NO_ROOT = `${'A'.repeat(43)}=`;

/** What is wrong, how it is told in Dutch, and an export of which that is the first thing that is wrong. */
export type Wrong = readonly [what: string, words: RegExp, files: () => Promise<Files>];
export function itFinds(wrongs: readonly Wrong[]): void {
  it.each(wrongs)('%s', async (_what, words, files) => {
    const at = place(await files());
    const { code, out } = run(at, '--sleutel', LOG_KEY.vkey);
    expect([code, out]).toEqual([1, expect.stringMatching(words)]);
    expect(out).toMatch(/^✗ .+\n {2}Dit is het eerste dat niet klopt/);
    expect(out).not.toMatch(/undefined|\[object|NaN/);
    const english = run(at, '--sleutel', LOG_KEY.vkey, '--taal', 'en');
    expect([english.code, english.out]).toEqual([1, expect.stringMatching(/^✗ .+\n {2}This is the first thing/)]);
    expect(english.out).not.toMatch(/undefined|\[object|NaN/);
  });
}
