import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { LogUnavailable } from '#event-log';
import { KeyringUnavailable } from '#vault';
import { addActCommand } from './commands/act.js';
import { addDemoCommand } from './commands/demo.js';
import { addImportCommand } from './commands/import.js';
import { addReadingCommands } from './commands/reading.js';
import { addServerCommands } from './commands/server.js';
import { CliError, EXIT } from './exit.js';

/** `npx besluitspoor …` */
function program(): Command {
  const root = new Command('besluitspoor')
    .description('Handelingen van bestuur en programma vastleggen, en er rapportages uit maken.')
    .showHelpAfterError('(gebruik --help voor uitleg)')
    .exitOverride();
  addServerCommands(root);
  addActCommand(root);
  addReadingCommands(root);
  addImportCommand(root);
  addDemoCommand(root);
  return root;
}

function explain(error: unknown): { exit: number; code: string; words: string } {
  if (error instanceof CliError) return { exit: error.exit, code: error.code, words: error.message };
  if (error instanceof LogUnavailable || error instanceof KeyringUnavailable)
    return { exit: EXIT.unavailable, code: error.code, words: error.message };
  if (error instanceof CommanderError)
    return { exit: error.exitCode === 0 ? EXIT.done : EXIT.input, code: error.code, words: '' };
  return {
    exit: EXIT.internal,
    code: 'INTERNAL',
    words: `Er ging iets mis dat niet had mogen gebeuren: ${(error as Error).stack ?? String(error)}`,
  };
}

try {
  await program().parseAsync(process.argv);
} catch (error) {
  const { exit, code, words } = explain(error);
  if (words !== '')
    process.stderr.write(
      process.argv.includes('--json') ? `${JSON.stringify({ code, detail: words })}\n` : `${words}\n`,
    );
  process.exitCode = exit;
}
