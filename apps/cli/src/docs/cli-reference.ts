import type { Argument, Command, Option } from 'commander';
import { EXIT, EXIT_WORDS } from '../exit.js';
import { examplesOf } from '../examples.js';
import { program } from '../program.js';
import { chapter, code, document, table } from './markdown.js';

/** docs/cli.md: the same as `--help` on every command. */
export async function cliReference(): Promise<string> {
  const root = await program();
  return document(
    'De opdrachtregel',
    `${root.description()} Roep haar aan als \`npx besluitspoor\`. Antwoorden komen op standaarduitvoer, voortgang en fouten op de foutuitvoer. Met \`--json\` is elk antwoord, ook een fout, JSON.`,
    [
      chapter(
        'Opdrachten',
        table(
          ['Opdracht', 'Wat zij doet'],
          leaves(root).map(({ command, path }) => [code(path), command.description()]),
        ),
      ),
      ...leaves(root).map(commandChapter),
      chapter(
        'Eindcodes',
        'De code waarmee een opdracht eindigt.',
        table(
          ['Code', 'Betekenis'],
          (Object.keys(EXIT) as (keyof typeof EXIT)[]).map((name) => [String(EXIT[name]), EXIT_WORDS[name]]),
        ),
      ),
    ],
  );
}

interface Leaf {
  readonly command: Command;
  readonly path: string;
}
/** The commands that do something, in the order of the help. */
function leaves(command: Command, path = ''): Leaf[] {
  return command.commands.flatMap((sub) => {
    const at = `${path} ${sub.name()}`.trim();
    return sub.commands.length === 0 ? [{ command: sub, path: at }] : leaves(sub, at);
  });
}

function commandChapter({ command, path }: Leaf): string {
  const examples = examplesOf(path);
  const args = command.registeredArguments;
  return chapter(
    path,
    sentence(command.description()),
    code(`besluitspoor ${path} ${command.usage().replace('[options]', '[opties]')}`),
    ...(args.length === 0 ? [] : [table(['Argument', 'Betekenis'], args.map(argumentRow))]),
    table(['Optie', 'Betekenis', 'Standaard', 'Uit de omgeving'], command.options.map(optionRow)),
    ...(examples.length === 0 ? [] : [['```sh', ...examples, '```'].join('\n')]),
  );
}
const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
const argumentRow = (argument: Argument): string[] => [
  code(argument.required ? `<${argument.name()}>` : `[${argument.name()}]`),
  argument.description,
];
function optionRow(option: Option): string[] {
  const standard = option.defaultValueDescription ?? (option.defaultValue as string | boolean | undefined);
  return [
    code(option.flags),
    `${option.description}${option.mandatory ? ' (verplicht)' : ''}`,
    standard === undefined || standard === false ? '' : code(String(standard)),
    option.envVar === undefined ? '' : code(option.envVar),
  ];
}
