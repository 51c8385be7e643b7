import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusals } from '#governance';
import type { Command } from 'commander';
import { documents } from '../../apps/cli/src/docs/documents.js';
import { examplesOf } from '../../apps/cli/src/examples.js';
import { COMMANDS, program } from '../../apps/cli/src/program.js';

const ROOT = join(__dirname, '../..');
const GOVERNANCE = join(ROOT, 'libs/governance/src');

describe('the documents that are made from the code', () => {
  it.each([...documents])('%s says what the code says', async (path, make) => {
    const written = readFileSync(join(ROOT, path), 'utf8');
    if (written !== (await make()))
      throw new Error(`${path} differs from the code. Run \`npm run docs\` and commit it.`);
  });

  it.each([...documents])('%s says the same on every machine', async (_path, make) => {
    expect(await make()).not.toContain(ROOT);
  });
});

describe('the help of the command line', () => {
  /** A command and everything under it, by path. */
  const under = (command: Command, path: string): readonly { readonly path: string; readonly command: Command }[] => [
    { path, command },
    ...command.commands.flatMap((sub) => under(sub, `${path} ${sub.name()}`)),
  ];

  it.each(COMMANDS)('$names is all that is loaded when one of them is asked for', async ({ names }) => {
    for (const name of names) expect((await program(name)).commands.map((command) => command.name())).toEqual(names);
  });
  it('knows every command when none is asked for, or one that it does not know', async () => {
    const all = COMMANDS.flatMap(({ names }) => names);
    for (const name of [undefined, '--help', 'bestaatniet'])
      expect((await program(name)).commands.map((command) => command.name())).toEqual(all);
  });

  describe.each(COMMANDS.flatMap(({ names }) => names))('%s', (name) => {
    const all = async () =>
      under(
        (await program(name)).commands.find((command) => command.name() === name)!,
        name,
      );

    it('explains itself, its arguments and its options', async () => {
      for (const { path, command } of await all()) {
        const parts = [...command.registeredArguments, ...command.options].map((part) => part.description);
        expect([path, ...[command.description(), ...parts].filter((words) => words.trim() === '')]).toEqual([path]);
      }
    });
    it('gives an example', async () => {
      const leaves = (await all()).filter(({ command }) => command.commands.length === 0);
      for (const { path } of leaves) {
        expect([path, ...examplesOf(path)].length).toBeGreaterThan(1);
        expect(examplesOf(path).filter((line) => !line.startsWith(`besluitspoor ${path}`))).toEqual([]);
      }
    });
    it('is Dutch', async () => {
      for (const { command } of await all())
        expect(command.helpInformation()).not.toMatch(/Usage|Options|Commands|display help|options\]|default:/);
    });
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
