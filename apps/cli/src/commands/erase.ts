import type { Command } from 'commander';
import { openTransport } from '../transport.js';
import { report } from './act.js';
import { common, type Common } from './options.js';

/** What the program cannot reach by itself, told when it has done the rest. */
const BACKUPS =
  'De sleutel en de waarden zijn weg. Reservekopieën van het sleutelbestand van voor vandaag openen ze nog: vernietig die, of laat ze binnen 30 dagen verlopen.';

interface EraseOptions extends Common {
  readonly persoon: string;
  readonly grond: string;
  readonly bevoegdheid: string;
}

export function addEraseCommand(root: Command): void {
  common(root.command('erase'))
    .description('vernietig de persoonsgegevens van één persoon, voor altijd')
    .requiredOption('--persoon <id>', 'wie (de verwijzing, geen naam)')
    .requiredOption('--grond <tekst>', 'waarom, zoals het verzoek of de verlopen bewaartermijn')
    .requiredOption('--bevoegdheid <tekst>', 'wie het heeft besloten')
    .action(erase);
}

async function erase(options: EraseOptions): Promise<void> {
  const transport = await openTransport(options.data, options.token);
  try {
    const answer = await transport.request(
      'POST',
      `/v1/organisatie/personen/${encodeURIComponent(options.persoon)}/vernietigen`,
      { body: JSON.stringify({ grond: options.grond, bevoegdheid: options.bevoegdheid }) },
    );
    report(answer.status, answer.text, options.json);
    if (answer.status < 400) process.stderr.write(`${BACKUPS}\n`);
  } finally {
    await transport.close();
  }
}
