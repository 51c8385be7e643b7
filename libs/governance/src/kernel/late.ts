import { createRequire } from 'node:module';

/**
 * Loads a package when it is first needed and not before. Rules of input and holidays are large, and most threads and
 * commands never ask for them: without them a thread that reads what was recorded starts in half the time.
 */
export const loadLate = createRequire(import.meta.url);
