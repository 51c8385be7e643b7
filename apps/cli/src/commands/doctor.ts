import type { Command } from 'commander';
import { examine, type Examined } from '../../../server/src/doctor/doctor.js';
import type { Verdict } from '../../../server/src/doctor/check.js';
import { EXIT } from '../exit.js';
import { give } from '../output.js';
import { dataOption, jsonOption } from './options.js';

const MARKS: Readonly<Record<Verdict, string>> = { goed: '✓', 'let op': '!', fout: '✗' };

/** `doctor` reads only: it runs beside a server at work, and on a folder in which anything may be wrong. */
export function addDoctorCommand(root: Command): void {
  root
    .command('doctor')
    .description('kijk of alles in orde is, en zeg wat niet (eindcode 3 als er iets fout is)')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (options: { readonly data: string; readonly json: boolean }) => {
      const found = await examine(options.data);
      if (found.some(({ verdict }) => verdict === 'fout')) process.exitCode = EXIT.unavailable;
      give(options, { bevindingen: found.map(asJson) }, () => found.map(inWords).join('\n'));
    });
}

const asJson = ({ part, verdict, code, words, todo }: Examined): object => ({
  deel: part,
  goed: verdict !== 'fout',
  oordeel: verdict,
  code,
  uitleg: words,
  doen: todo,
});
const inWords = ({ part, verdict, words, todo }: Examined): string =>
  `${MARKS[verdict]} ${part}: ${words}${todo === '' ? '' : ` ${todo}`}`;
