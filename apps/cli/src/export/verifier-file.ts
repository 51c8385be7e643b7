import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Engine } from '#dossier';

/** What goes with every export, to check it. */
export const VERIFIER_FILE = fileURLToPath(new URL('../../../../../apps/verifier/verifier.mjs', import.meta.url));

/** Puts the verifier in the log, unless it is the last that stands there. Gives its SHA-256. */
export async function recordVerifier(engine: Engine, file = VERIFIER_FILE): Promise<string> {
  const sha256 = hash('sha256', readFileSync(file), 'hex');
  // The verifier is not built: what people run is what it was written as.
  await engine.recordVerifier({ sha256, sourceSha256: sha256 });
  return sha256;
}
