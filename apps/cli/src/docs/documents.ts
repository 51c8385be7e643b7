import { apiReference } from './api-reference.js';
import { cliReference } from './cli-reference.js';
import { configurationReference } from './configuration-reference.js';
import { glossary } from './glossary.js';

/** The documents that are made from the code, by their path. `npm run docs` writes them; a test holds them to it. */
export function documents(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/glossary.md', glossary()],
    ['docs/cli.md', cliReference()],
    ['docs/api.md', apiReference()],
    ['docs/configuration.md', configurationReference()],
  ]);
}
