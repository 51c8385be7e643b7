// `npm run docs`: writes the documents that are made from the code (apps/cli/src/docs).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

const MADE_BY = join(ROOT, 'dist/apps/cli/src/docs/documents.js');

try {
  await prepare({ say: (line) => process.stdout.write(`docs: ${line}\n`) });
  const { documents } = await import(pathToFileURL(MADE_BY).href);
  for (const [path, make] of documents) {
    writeFileSync(join(ROOT, path), await make());
    process.stdout.write(`docs: wrote ${path}\n`);
  }
} catch (error) {
  process.stderr.write(`docs: ${error.message}\n`);
  process.exitCode = 1;
}
