#!/usr/bin/env node
// The witness as npm installs it: a door to what `npm run build` made.
import { existsSync } from 'node:fs';

const main = new URL('../dist/apps/witness/src/main.js', import.meta.url);
const EXIT_NOT_BUILT = 70;

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    'Besluitspoor is nog niet gebouwd. Voer eerst "npm ci" en "npm run build" uit, of "npm run demo".\n',
  );
  process.exitCode = EXIT_NOT_BUILT;
}
