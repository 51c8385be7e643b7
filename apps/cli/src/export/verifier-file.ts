import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine } from '#dossier';

const FILE = 'apps/verifier/verifier.mjs';
/** Upwards from here: this file stands elsewhere once it is built, and the verifier is not built. */
const above = (folder: string): string =>
  existsSync(join(folder, FILE)) || dirname(folder) === folder ? join(folder, FILE) : above(dirname(folder));

/** What goes with every export, to check it. */
export const VERIFIER_FILE = above(dirname(fileURLToPath(import.meta.url)));

/** Puts the verifier in the log, unless it is the last that stands there. Gives its SHA-256. */
export async function recordVerifier(engine: Engine, file = VERIFIER_FILE): Promise<string> {
  const sha256 = hash('sha256', readFileSync(file), 'hex');
  // What people run is what it was written as.
  await engine.recordVerifier({ sha256, sourceSha256: sha256 });
  return sha256;
}
