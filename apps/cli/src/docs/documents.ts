import { apiReference } from './api-reference.js';
import { cliReference } from './cli-reference.js';
import { configurationReference } from './configuration-reference.js';
import { glossary } from './glossary.js';

/** What makes the documents from the code, by their path. `npm run docs` writes them; a test holds them to it. */
export const documents: ReadonlyMap<string, () => string | Promise<string>> = new Map<
  string,
  () => string | Promise<string>
>([
  ['docs/glossary.md', glossary],
  ['docs/cli.md', cliReference],
  ['docs/api.md', apiReference],
  ['docs/configuration.md', configurationReference],
]);
