import { CliError, EXIT } from './exit.js';
import { tell } from './failure.js';
import { program } from './program.js';

const json = process.argv.includes('--json');

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads with `head` has seen enough; that is no failure.
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  const words = 'Het antwoord kan niet worden geschreven: de uitvoer is vol of gesloten.';
  process.exit(tell(new CliError(EXIT.unavailable, 'OUTPUT_CLOSED', words), json));
});

try {
  const root = await program(process.argv[2]);
  await root.parseAsync(process.argv);
} catch (error) {
  process.exitCode = tell(error, json);
}
