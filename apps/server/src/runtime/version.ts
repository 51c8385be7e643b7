import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let known: string | undefined;

/** The version of this program, as its package says; the same from the sources and from what was built of them. */
export function productVersion(): string {
  known ??= (JSON.parse(readFileSync(packageAbove(dirname(fileURLToPath(import.meta.url))), 'utf8')) as Package)
    .version;
  return known;
}
interface Package {
  readonly version: string;
}
function packageAbove(folder: string): string {
  const file = join(folder, 'package.json');
  return existsSync(file) ? file : packageAbove(dirname(folder));
}
