import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import {
  buildHistory,
  costDrifts,
  parseMapping,
  PortfolioError,
  readSnapshot,
  summarise,
  type Snapshot,
} from '#interchange';
import { openRuntime } from '../../../server/src/runtime/runtime.js';
import { recordHistory, type ImportTally } from '../import/portfolio.js';
import { CliError, EXIT } from '../exit.js';
import { mustBeInitialised } from '../folder.js';
import { give, progress } from '../output.js';
import { addHistoryImport } from './import-history.js';
import { common, type Common } from './options.js';

const LISTED_SHOWN = 10;
/** The mapping of the public example portfolio, shipped with the product. */
const DEFAULT_MAPPING = fileURLToPath(new URL('../../../../../libs/interchange/mappings/gmpp.json', import.meta.url));

interface ImportOptions extends Common {
  readonly mapping: string;
  readonly dryRun?: boolean;
}

/** Reads files from elsewhere into the log. */
export function addImportCommand(root: Command): void {
  const command = root.command('import').description('inlezen van elders');
  common(command.command('portfolio').argument('<bestanden...>', 'de overzichten (CSV)'))
    .description('jaarlijkse overzichten van projecten, oudste eerst: elk project wordt een dossier met historie')
    .addOption(
      new Option('--mapping <bestand>', 'welke kolom wat is').default(DEFAULT_MAPPING, 'het voorbeeld gmpp.json'),
    )
    .option('--dry-run', 'laat zien wat er zou worden vastgelegd, en leg niets vast')
    .action(importPortfolio);
  addHistoryImport(command);
}

function readAll(files: readonly string[], mappingFile: string): readonly Snapshot[] {
  try {
    const mapping = parseMapping(readFileSync(mappingFile, 'utf8'));
    return files
      .map((file) => readSnapshot(basename(file), readFileSync(file), mapping))
      .sort((a, b) => a.referenceDate.localeCompare(b.referenceDate));
  } catch (error) {
    if (error instanceof PortfolioError) throw new CliError(EXIT.input, error.code, error.message);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new CliError(
        EXIT.input,
        'FILE_MISSING',
        `Het bestand ${(error as NodeJS.ErrnoException).path ?? dirname(mappingFile)} bestaat niet.`,
      );
    throw error;
  }
}

async function importPortfolio(files: readonly string[], options: ImportOptions): Promise<void> {
  const snapshots = readAll(files, options.mapping);
  const history = buildHistory(snapshots);
  const summaries = snapshots.map((snapshot) => summarise(snapshot));
  const listed = snapshots.flatMap((snapshot) => snapshot.listed);
  const tally: ImportTally =
    options.dryRun === true
      ? {
          dossiers: history.projects.length,
          steps: history.projects.reduce((sum, { steps }) => sum + steps.length, 0),
          events: 0,
          repeated: 0,
        }
      : await record(options, history);
  const [largest] = costDrifts(history.projects);
  give(
    options,
    {
      bestanden: summaries,
      gelezen: listed,
      ...tally,
      grootsteKostenverschuiving: largest,
      proef: options.dryRun === true,
    },
    () =>
      [
        ...summaries.map((summary) => JSON.stringify(summary)),
        `${listed.length} cellen of rijen konden niet (helemaal) gelezen worden${listed.length > 0 ? ', onder andere:' : '.'}`,
        ...listed.slice(0, LISTED_SHOWN).map((row) => `  ${JSON.stringify(row)}`),
        `${options.dryRun === true ? 'Proef: niets vastgelegd.' : 'Vastgelegd:'} ${tally.dossiers} dossiers, ${tally.steps} stappen, ${tally.events} gebeurtenissen, ${tally.repeated} al eerder vastgelegd.`,
        largest === undefined ? '' : `Grootste kostenverschuiving: ${JSON.stringify(largest)}`,
      ].join('\n'),
  );
}

async function record(options: ImportOptions, history: ReturnType<typeof buildHistory>): Promise<ImportTally> {
  mustBeInitialised(options.data);
  const runtime = await openRuntime({ folder: options.data });
  try {
    return await recordHistory(runtime.engine, history, progress('Projecten', history.projects.length));
  } finally {
    await runtime.close();
  }
}
