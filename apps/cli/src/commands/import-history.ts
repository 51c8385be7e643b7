import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { DOSSIER_PREFIX } from '#dossier';
import { dayOf } from '#governance';
import { PortfolioError, readHistory, type HistoryFile } from '#interchange';
import { openRuntime } from '../../../server/src/runtime/runtime.js';
import { CliError, EXIT } from '../exit.js';
import { recordHistoryFile, type HistoryResult } from '../import/history.js';
import { mustBeInitialised } from '../folder.js';
import { give } from '../output.js';
import { common, type Common } from './options.js';

const DOSSIER_PATTERN = new RegExp(`^${DOSSIER_PREFIX}[a-z0-9][a-z0-9-]{0,61}$`);
const BATCH_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
const DIGEST_SHOWN = 12;

interface HistoryOptions extends Common {
  readonly programma: string;
  readonly partij?: string;
  readonly dryRun?: boolean;
}

/** `import history`: what happened before this log began, in a dossier of its own (libs/interchange/historie/README.md). */
export function addHistoryImport(command: Command): void {
  common(command.command('history').argument('<bestand>', 'de historie (JSON Lines of CSV)'))
    .description('gebeurtenissen van vroeger (JSON Lines of CSV) in een eigen dossier, gemerkt als ingelezen')
    .requiredOption('--programma <id>', 'het eigen dossier van deze historie, zoals d-digitaal-werken')
    .option('--partij <nummer>', 'naam van deze partij; anders gemaakt van het bestand')
    .option('--dry-run', 'laat zien wat er zou worden vastgelegd, en leg niets vast')
    .action(importHistory);
}

async function importHistory(path: string, options: HistoryOptions): Promise<void> {
  const file = readFile(path);
  const into = { stream: options.programma, batch: options.partij ?? `H-${file.sha256.slice(0, DIGEST_SHOWN)}` };
  if (!DOSSIER_PATTERN.test(into.stream))
    throw new CliError(
      EXIT.input,
      'PROGRAMME_INVALID',
      `${into.stream} is geen dossiernummer, zoals d-digitaal-werken.`,
    );
  if (!BATCH_PATTERN.test(into.batch))
    throw new CliError(EXIT.input, 'BATCH_INVALID', `${into.batch} is geen naam voor een partij, zoals H-01.`);
  const result: HistoryResult =
    options.dryRun === true || file.events.length === 0
      ? { kind: 'recorded', recorded: 0, repeated: 0 }
      : await record(options, file, into);
  if (result.kind === 'refused')
    throw new CliError(
      EXIT.refused,
      result.broken[0]!.refusal.code,
      result.broken.map(({ detail, refusal }) => `${detail} ${refusal.rule}`).join('\n'),
    );
  show(options, file, into, result);
}

function readFile(path: string): HistoryFile {
  try {
    return readHistory(basename(path), readFileSync(path), dayOf(new Date().toISOString()));
  } catch (error) {
    if (error instanceof PortfolioError) throw new CliError(EXIT.input, error.code, error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new CliError(EXIT.input, 'FILE_MISSING', `Het bestand ${path} bestaat niet.`);
    if (code === 'EISDIR') throw new CliError(EXIT.input, 'FILE_IS_FOLDER', `${path} is een map. Noem een bestand.`);
    throw error;
  }
}

async function record(options: HistoryOptions, file: HistoryFile, into: { stream: string; batch: string }) {
  mustBeInitialised(options.data);
  const runtime = await openRuntime({ folder: options.data });
  try {
    return await recordHistoryFile(runtime.engine, file, into);
  } finally {
    await runtime.close();
  }
}

function show(
  options: HistoryOptions,
  file: HistoryFile,
  into: { readonly stream: string; readonly batch: string },
  { recorded, repeated }: Extract<HistoryResult, { kind: 'recorded' }>,
): void {
  const { rows, listed, events, sha256, format } = file;
  const unreadable = rows - events.length;
  // A file of which nothing can be read is the wrong file, and a script must notice.
  if (events.length === 0) process.exitCode = EXIT.input;
  const answer = {
    bestand: file.file,
    soort: format,
    sha256,
    programma: into.stream,
    partij: into.batch,
    rijen: rows,
    leesbaar: events.length,
    nietLeesbaar: unreadable,
    vastgelegd: recorded,
    alVastgelegd: repeated,
    lijst: listed.map(({ row, column, reason }) => ({ rij: row, ...(column ? { kolom: column } : {}), reden: reason })),
    proef: options.dryRun === true,
  };
  give(options, answer, () =>
    [
      `${file.file}: ${rows} rijen, ${events.length} leesbaar, ${unreadable} niet leesbaar (sha256 ${sha256}).`,
      ...listed.map(({ row, column, reason }) => `  rij ${row}${column === undefined ? '' : `, ${column}`}: ${reason}`),
      options.dryRun === true
        ? 'Proef: niets vastgelegd.'
        : events.length === 0
          ? 'Niets vastgelegd: geen enkele rij is te lezen.'
          : `Vastgelegd in ${into.stream}, partij ${into.batch}: ${recorded}; al eerder vastgelegd: ${repeated}.`,
    ].join('\n'),
  );
}
