// A log without its tree: the same libraries, in which hashing a leaf and keeping the frontier do nothing.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LIBRARIES = ['event-log', 'vault', 'transparency'];

/** What is replaced; the bench stops when the product no longer has it, since it would then measure nothing. */
const REPLACED = [
  {
    file: 'vault/src/entry.js',
    from: "leafHash: hash('sha256', prefixed, 'buffer')",
    to: 'leafHash: Buffer.alloc(32)',
  },
  {
    file: 'transparency/src/tree.js',
    from: 'export function openFrontier(bytes) {',
    to: `export function openFrontier(given) {
    let size = given === undefined ? 0 : Number(Buffer.from(given).readBigUInt64BE());
    return {
        get size() { return size; },
        append() { size += 1; },
        root: () => Buffer.alloc(32),
        toBytes() { const bytes = Buffer.alloc(8); bytes.writeBigUInt64BE(BigInt(size)); return bytes; },
    };
}
function frontierOfTheProduct(bytes) {`,
  },
];

/** Copies the built libraries to `folder`, without the tree, and gives how to load a module of them. */
export function withoutTree(folder) {
  const libraries = join(folder, 'dist', 'libs');
  mkdirSync(libraries, { recursive: true });
  for (const name of LIBRARIES) cpSync(join(ROOT, 'dist', 'libs', name), join(libraries, name), { recursive: true });
  for (const { file, from, to } of REPLACED) {
    const text = readFileSync(join(libraries, file), 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${file} is not what this bench knows: look at ${from}`);
    writeFileSync(join(libraries, file), text.replace(from, to));
  }
  const imports = Object.fromEntries(LIBRARIES.map((name) => [`#${name}`, `./dist/libs/${name}/src/index.js`]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', imports }));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return (path) => import(pathToFileURL(join(folder, 'dist', path)).href);
}
