import { CommanderError } from 'commander';
import { LogUnavailable } from '#event-log';
import { ViewStoreUnavailable } from '#read-models';
import { KeyringUnavailable } from '#vault';
import { CliError, EXIT } from './exit.js';
import { program, wordsOf } from './program.js';

interface Explained {
  readonly exit: number;
  readonly code: string;
  readonly words: string;
}

function explain(error: unknown): Explained {
  if (error instanceof CliError) return { exit: error.exit, code: error.code, words: error.message };
  if (error instanceof LogUnavailable || error instanceof KeyringUnavailable || error instanceof ViewStoreUnavailable)
    return { exit: EXIT.unavailable, code: error.code, words: error.message };
  if (error instanceof CommanderError)
    return { exit: error.exitCode === 0 ? EXIT.done : EXIT.input, code: error.code, words: wordsOf(error) };
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
