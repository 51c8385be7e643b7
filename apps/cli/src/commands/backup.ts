import type { Command } from 'commander';
import { BackupRefused } from '../../../server/src/backup/backup-files.js';
import { makeBackup } from '../../../server/src/backup/backup.js';
import { guardFileOf } from '../../../server/src/runtime/runtime.js';
import { CliError, EXIT } from '../exit.js';
import { mustBeInitialised } from '../folder.js';
import { give, progress } from '../output.js';
import { dataOption, jsonOption } from './options.js';

interface BackupCommandOptions {
  readonly data: string;
  readonly json: boolean;
}

/** Runs beside a server at work. */
export function addBackupCommand(root: Command): void {
  root
    .command('backup')
    .argument('<map>', 'waar de reservekopie komt: een map die er nog niet is, of leeg is')
    .description('maak een reservekopie van logboek, sleutelbestand, tokens en weergaven, ook als de server draait')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (target: string, options: BackupCommandOptions) => {
      mustBeInitialised(options.data);
      await inWords(() => backup(target, options));
    });
}

async function backup(target: string, options: BackupCommandOptions): Promise<void> {
  const manifest = await makeBackup({
    folder: options.data,
    target,
    guardFile: guardFileOf(options.data),
    now: new Date().toISOString(),
    onProgress: (what, done, total) => progress(what, total)(done),
  });
  const { log, checkpoint, keysExpireOn, notIncluded, files } = manifest;
  const answer = {
    map: target,
    regels: log.size,
    ondertekendeRegels: checkpoint?.size ?? 0,
    bestanden: Object.keys(files).length,
    sleutelsWegVoor: keysExpireOn,
    nietInDeKopie: Object.keys(notIncluded),
  };
  give(options, answer, () =>
    [
      `${log.size} regels in ${target}, nagerekend tot en met het controlepunt van ${checkpoint?.size ?? 0} regels.`,
      ...Object.entries(notIncluded).map(([name, why]) => `Niet in de kopie: ${name}. ${why}`),
      `Vernietig deze kopie van de sleutels uiterlijk op ${keysExpireOn}: daarna mag zij niets meer openen wat is gewist.`,
    ].join('\n'),
  );
}

/** What is refused is told by its own code; the disk and the log put themselves into words. */
export async function inWords(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof BackupRefused)) throw error;
    const exit = error.code.startsWith('BACKUP_') ? EXIT.unavailable : EXIT.refused;
    throw new CliError(INPUT.has(error.code) ? EXIT.input : exit, error.code, error.message);
  }
}
const INPUT: ReadonlySet<string> = new Set([
  'BACKUP_TARGET_IN_USE',
  'BACKUP_MISSING',
  'BACKUP_LOG_ELSEWHERE',
  'RESTORE_LOG_ELSEWHERE',
  'RESTORE_TARGET_IN_USE',
  'RESTORE_CAUSE_MISSING',
  'RESTORE_SECRETS_MISSING',
  'RESTORE_GUARD_MISSING',
  'MIRROR_UNUSABLE',
  'ADOPT_NOT_DECLARED',
]);
