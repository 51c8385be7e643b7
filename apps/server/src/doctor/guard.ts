import { existsSync, statSync } from 'node:fs';
import { compareWithGuard } from '../proof/checkpointer.js';
import { readWitnessPolicy } from '../proof/witness-policy.js';
import { isInitialised, logUrlOf, openLogReader } from '../runtime/open-log.js';
import { guardFileOf } from '../runtime/runtime.js';
import { attention, good, type Check, type Finding } from './check.js';
import { readGuard } from '../proof/guard.js';
import { mustBeInPlace } from '../proof/guard-place.js';

/** The guard: whether the log is still the one that was signed, and whether the guard lies apart from it. */
export const guard: Check = {
  part: 'bewaker',
  look: async ({ folder }) => {
    if (!isInitialised(folder)) return [];
    mustBeInPlace(guardFileOf(folder), () => readGuard(guardFileOf(folder)));
    const guarded = readGuard(guardFileOf(folder));
    if (guarded === undefined)
      return [attention('NOT_SIGNED', 'Er is nog niets ondertekend.', 'Start de server: die ondertekent.')];
    const reader = await openLogReader(folder);
    try {
      await compareWithGuard(reader, guarded);
    } finally {
      await reader.close();
    }
    return [good(`De eerste ${guarded.size} regels eindigen zoals ze zijn ondertekend.`), ...ofDevice(folder)];
  },
};

function ofDevice(folder: string): readonly Finding[] {
  const url = logUrlOf(folder);
  const file = guardFileOf(folder);
  if (url.engine !== 'sqlite' || !existsSync(file) || statSync(file).dev !== statSync(url.file).dev) return [];
  if (readWitnessPolicy(folder).witnesses.length > 0) return [];
  return [
    attention(
      'GUARD_SHARES_DEVICE',
      'De bewaker ligt op dezelfde schijf als het logboek, en er is geen getuige: wie beide terugzet, valt niet op.',
      'Zet BESLUITSPOOR_GUARD op een andere schijf, of vraag een ander orgaan om een getuige (docs/witness.md).',
    ),
  ];
}
