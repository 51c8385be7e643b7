import type { Command } from 'commander';
import { adoptGuard } from '../../../server/src/backup/adopt-guard.js';
import { guardFileOf } from '../../../server/src/runtime/runtime.js';
import { mustBeInitialised } from '../folder.js';
import { give } from '../output.js';
import { inWords } from './backup.js';
import { dataOption, jsonOption } from './options.js';

interface AdoptCommandOptions {
  readonly data: string;
  readonly origineelIsWeg: boolean;
  readonly json: boolean;
}

/** For who moved a data folder by copying it: takes the copied guard into use, when nobody contradicts it. */
export function addAdoptCommand(root: Command): void {
  root
    .command('adopt')
    .description('neem een gekopieerde of ontbrekende bewaker in gebruik, als het origineel voorgoed weg is')
    .option('--origineel-is-weg', 'het origineel ondertekent nooit meer: de oude map of machine is weg', false)
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: AdoptCommandOptions) => {
      mustBeInitialised(options.data);
      return inWords(() => adopt(options));
    });
}

async function adopt(options: AdoptCommandOptions): Promise<void> {
  const guardFile = guardFileOf(options.data);
  const originalIsGone = options.origineelIsWeg;
  const { signal } = new AbortController();
  const { size, known } = await adoptGuard({ folder: options.data, guardFile, originalIsGone, signal });
  const answer = {
    bewaker: guardFile,
    ondertekendeRegels: size,
    bekend: known.map((one) => ({ bij: one.by, regels: one.size })),
  };
  give(options, answer, () =>
    [
      `De bewaker ${guardFile} is in gebruik.`,
      ...known.map((one) => `Bekend bij ${one.by}: ${one.size} ondertekende regels.`),
    ].join('\n'),
  );
}
