import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { openViewStore, readModels, rebuild, type RebuildReport } from '#read-models';
import { mustFitLog } from '../../../server/src/runtime/keys-fit.js';
import { openLogReader, openReadingVault } from '../../../server/src/runtime/open-log.js';
import { foldInThreads } from '../../../server/src/views/fold-in-threads.js';
import { viewSource, viewsUrlOf } from '../../../server/src/views/view-source.js';
import { CliError, EXIT } from '../exit.js';
import { mustBeInitialised } from '../folder.js';
import { give, progress } from '../output.js';
import { dataOption, jsonOption } from './options.js';

interface RebuildCommandOptions {
  readonly data: string;
  readonly json: boolean;
}

/** `rebuild` reads only, so it runs beside a server at work, which takes the fresh documents on by itself. */
export function addRebuildCommand(root: Command): void {
  root
    .command('rebuild')
    .description('bouw de weergaven opnieuw op uit het logboek en vergelijk ze met wat er stond')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(rebuildViews);
}

async function rebuildViews(options: RebuildCommandOptions): Promise<void> {
  mustBeInitialised(options.data);
  const log = await openLogReader(options.data);
  const vault = openReadingVault(options.data);
  const viewsUrl = viewsUrlOf(options.data);
  const store = await openViewStore(viewsUrl);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  try {
    await mustFitLog(log, vault);
    const total = (await log.head()).size;
    const show = progress('Weergaven', total);
    const report = await rebuild(readModels, {
      ...viewSource(log, vault),
      store,
      partsOf: foldInThreads(options.data, viewsUrl, total, availableParallelism()),
      signal: stopping.signal,
      progress: (done) => show(done),
    });
    if (report.parked.length > 0) process.exitCode = EXIT.unavailable;
    give(options, asJson(report), () => inWords(report));
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    throw new CliError(EXIT.interrupted, 'INTERRUPTED', 'Gestopt. De weergaven die er stonden zijn niet veranderd.');
  } finally {
    process.off('SIGINT', stop);
    await store.close();
    vault.close();
    await log.close();
  }
}

const asJson = (report: RebuildReport): object => ({
  tot: report.position,
  programmas: report.dossiers,
  documenten: report.documents,
  vergeleken: report.compared,
  verschillen: report.differing,
  verschillend: report.differences.map(({ name, dossier }) => ({ weergave: name, programma: dossier })),
  geparkeerd: report.parked.map(({ consumer, position, reason }) => ({
    weergave: consumer,
    positie: position,
    reden: reason,
  })),
});

function inWords(report: RebuildReport): string {
  const compared = !report.compared
    ? 'Er stond niets om mee te vergelijken.'
    : report.differing === 0
      ? 'Byte voor byte gelijk aan wat er stond.'
      : `${report.differing} weken af van wat er stond en zijn vervangen, zoals ${report.differences
          .map(({ name, dossier }) => `${name} van ${dossier}`)
          .join(', ')}.`;
  return [
    `${report.documents} documenten van ${report.dossiers} programma’s opgebouwd tot en met regel ${report.position}. ${compared}`,
    ...report.parked.map(
      ({ consumer, position, reason }) => `✗ ${consumer} kon niet verder bij regel ${position}: ${reason}`,
    ),
  ].join('\n');
}
