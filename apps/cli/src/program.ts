import 'reflect-metadata';
import { Command, type CommanderError } from 'commander';
import { addActCommand } from './commands/act.js';
import { addAdoptCommand } from './commands/adopt.js';
import { addBackupCommand } from './commands/backup.js';
import { addDemoCommand } from './commands/demo.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addEraseCommand } from './commands/erase.js';
import { addExportCommand } from './commands/export.js';
import { addImportCommand } from './commands/import.js';
import { addMigrateCommand } from './commands/migrate.js';
import { addProofCommands } from './commands/proof.js';
import { addReadingCommands } from './commands/reading.js';
import { addRebuildCommand } from './commands/rebuild.js';
import { addRestoreCommand } from './commands/restore.js';
import { addServerCommands } from './commands/server.js';
import { applySettings } from './commands/options.js';
import { addTimestampCommand } from './commands/timestamp.js';
import { addVerifyCommand } from './commands/verify.js';
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

/** `npx besluitspoor …`: every command of the command line. docs/cli.md is made from it. */
export function program(): Command {
  const root = new Command('besluitspoor')
    .description('Handelingen van bestuur en programma vastleggen, en er rapportages uit maken.')
    .helpOption('-h, --help', 'toon deze uitleg')
    .helpCommand('help [opdracht]', 'toon de uitleg van een opdracht')
    .configureHelp({ styleTitle: dutch, styleUsage: dutch, styleSubcommandTerm: dutch, styleOptionDescription: dutch })
    // What is wrong with the words on the line is told once, in Dutch, by `wordsOf`.
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .hook('preAction', (_root, command) => applySettings(command));
  addServerCommands(root);
  addDoctorCommand(root);
  addActCommand(root);
  addReadingCommands(root);
  addImportCommand(root);
  addRebuildCommand(root);
  addVerifyCommand(root);
  addProofCommands(root);
  addTimestampCommand(root);
  addExportCommand(root);
  addEraseCommand(root);
  addBackupCommand(root);
  addRestoreCommand(root);
  addAdoptCommand(root);
  addMigrateCommand(root);
  addDemoCommand(root);
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
