import 'reflect-metadata';
import { Command, type CommanderError } from 'commander';
import { applySettings } from './commands/options.js';
import { examplesOf } from './examples.js';

/** What the library itself writes in the help, which is English. */
const LIBRARY_WORDS: readonly (readonly [string, string])[] = [
  ['Usage:', 'Gebruik:'],
  ['Arguments:', 'Argumenten:'],
  ['Options:', 'Opties:'],
  ['Commands:', 'Opdrachten:'],
  ['[options]', '[opties]'],
  ['[command]', '[opdracht]'],
  [' (default: false)', ''],
  ['(default: ', '(standaard: '],
  ['env: ', 'omgeving: '],
];
const dutch = (words: string): string =>
  LIBRARY_WORDS.reduce((told, [english, ours]) => told.replace(english, ours), words);

/**
 * The commands, in the order of the help, with where each is. Only the one that is asked for is loaded: all of them take
 * half a second of processor time, which whoever starts a server or records an act need not wait for.
 */
export const COMMANDS: readonly {
  readonly names: readonly string[];
  readonly load: () => Promise<(root: Command) => void>;
}[] = [
  { names: ['init', 'serve', 'token'], load: async () => (await import('./commands/server.js')).addServerCommands },
  { names: ['doctor'], load: async () => (await import('./commands/doctor.js')).addDoctorCommand },
  { names: ['act'], load: async () => (await import('./commands/act.js')).addActCommand },
  {
    names: ['report', 'knew', 'programmes', 'log', 'attempts', 'replay', 'signals'],
    load: async () => (await import('./commands/reading.js')).addReadingCommands,
  },
  { names: ['import'], load: async () => (await import('./commands/import.js')).addImportCommand },
  { names: ['rebuild'], load: async () => (await import('./commands/rebuild.js')).addRebuildCommand },
  { names: ['verify'], load: async () => (await import('./commands/verify.js')).addVerifyCommand },
  { names: ['publish'], load: async () => (await import('./commands/proof.js')).addProofCommands },
  { names: ['timestamp'], load: async () => (await import('./commands/timestamp.js')).addTimestampCommand },
  { names: ['export'], load: async () => (await import('./commands/export.js')).addExportCommand },
  { names: ['erase'], load: async () => (await import('./commands/erase.js')).addEraseCommand },
  { names: ['backup'], load: async () => (await import('./commands/backup.js')).addBackupCommand },
  { names: ['restore'], load: async () => (await import('./commands/restore.js')).addRestoreCommand },
  { names: ['adopt'], load: async () => (await import('./commands/adopt.js')).addAdoptCommand },
  { names: ['migrate'], load: async () => (await import('./commands/migrate.js')).addMigrateCommand },
  { names: ['demo'], load: async () => (await import('./commands/demo.js')).addDemoCommand },
];

/** `npx besluitspoor …`: the command of that name, or every one. docs/cli.md is made from it. */
export async function program(name?: string): Promise<Command> {
  const root = new Command('besluitspoor')
    .description('Handelingen van bestuur en programma vastleggen, en er rapportages uit maken.')
    .helpOption('-h, --help', 'toon deze uitleg')
    .helpCommand('help [opdracht]', 'toon de uitleg van een opdracht')
    .configureHelp({ styleTitle: dutch, styleUsage: dutch, styleSubcommandTerm: dutch, styleOptionDescription: dutch })
    // What is wrong with the words on the line is told once, in Dutch, by `wordsOf`.
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .hook('preAction', (_root, command) => applySettings(command));
  const named = COMMANDS.filter(({ names }) => name !== undefined && names.includes(name));
  for (const { load } of named.length > 0 ? named : COMMANDS) (await load())(root);
  withExamples(root, '');
  return root;
}

function withExamples(command: Command, path: string): void {
  for (const sub of command.commands) withExamples(sub, `${path} ${sub.name()}`.trim());
  const examples = examplesOf(path);
  if (examples.length > 0)
    command.addHelpText('after', `\nVoorbeelden:\n${examples.map((line) => `  ${line}`).join('\n')}`);
}

/** What is wrong with the words on the line, in Dutch; empty when it was not a mistake (help was asked). */
export function wordsOf(error: CommanderError): string {
  const named = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const hint = 'Gebruik --help voor uitleg.';
  switch (error.code) {
    case 'commander.unknownOption':
      return `De optie ${named} bestaat hier niet. ${hint}`;
    case 'commander.unknownCommand':
      return `De opdracht ${named} bestaat niet. ${hint}`;
    case 'commander.missingArgument':
      return `Er ontbreekt een argument: ${named}. ${hint}`;
    case 'commander.missingMandatoryOptionValue':
      return `De optie ${named} is verplicht. ${hint}`;
    case 'commander.optionMissingArgument':
      return `Achter de optie ${named} hoort een waarde. ${hint}`;
    case 'commander.excessArguments':
      return `Er staan te veel argumenten achter deze opdracht. ${hint}`;
    default:
      return error.exitCode === 0 || error.code === 'commander.help' ? '' : `De opdracht is niet juist. ${hint}`;
  }
}
