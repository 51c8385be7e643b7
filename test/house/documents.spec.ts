import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusals } from '#governance';
import type { Command } from 'commander';
import { documents } from '../../apps/cli/src/docs/documents.js';
import { examplesOf } from '../../apps/cli/src/examples.js';
import { program } from '../../apps/cli/src/program.js';

const ROOT = join(__dirname, '../..');
const GOVERNANCE = join(ROOT, 'libs/governance/src');

describe('the documents that are made from the code', () => {
  const made = documents();

  it.each([...made.keys()])('%s says what the code says', (path) => {
    const written = readFileSync(join(ROOT, path), 'utf8');
    if (written !== made.get(path))
      throw new Error(`${path} differs from the code. Run \`npm run docs\` and commit it.`);
  });

  it.each([...made.keys()])('%s says the same on every machine', (path) => {
    expect(made.get(path)).not.toContain(ROOT);
  });
});

describe('the help of the command line', () => {
  const commands: { path: string; command: Command }[] = [];
  const visit = (command: Command, path: string): void => {
    for (const sub of command.commands) {
      const at = `${path} ${sub.name()}`.trim();
      commands.push({ path: at, command: sub });
      visit(sub, at);
    }
  };
  visit(program(), '');

  it.each(commands)('explains $path, its arguments and its options', ({ command }) => {
    const explained = [
      command.description(),
      ...[...command.registeredArguments, ...command.options].map((part) => part.description),
    ];
    expect(explained.filter((words) => words.trim() === '')).toEqual([]);
  });
  it.each(commands.filter(({ command }) => command.commands.length === 0))('gives an example of $path', ({ path }) => {
    expect(examplesOf(path).every((line) => line.startsWith(`besluitspoor ${path}`))).toBe(true);
    expect(examplesOf(path)).not.toEqual([]);
  });
  it('is Dutch', () => {
    for (const { command } of commands)
      expect(command.helpInformation()).not.toMatch(/Usage|Options|Commands|display help|options\]|default:/);
  });
});

it('lists every refusal that is declared under libs/governance', () => {
  const declared = readdirSync(GOVERNANCE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .flatMap((path) => [
      ...readFileSync(join(GOVERNANCE, path), 'utf8').matchAll(
        /\brefusal\(\s*'(?:authority|state)',\s*'([A-Z0-9_]+)'/g,
      ),
    ])
    .map(([, code]) => code);
  const listed = new Set(refusals.map(({ code }) => code));
  expect(declared.length).toBeGreaterThan(listed.size / 2);
  // What is missing here belongs in `refusals` of libs/governance/src/catalogue.ts.
  expect(declared.filter((code) => !listed.has(code ?? ''))).toEqual([]);
});

it('gives every refusal a code of its own, so that a code means one rule', () => {
  const codes = refusals.map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});
