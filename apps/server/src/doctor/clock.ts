import { readWitnessPolicy } from '../proof/witness-policy.js';
import { isInitialised, openLogReader } from '../runtime/open-log.js';
import { attention, good, wrong, type Check, type Finding, type Place } from './check.js';

/** The permitted skew of provability.md §3.1: behind the log by more, and nothing is recorded. */
export const SKEW_MAX_MS = 5_000;
const ANSWER_WITHIN_MS = 5_000;
/** A date in HTTP has whole seconds. */
const HALF_SECOND_MS = 500;

/** The clock of this machine, against the log and against machines of others. */
export const clock: Check = {
  part: 'klok',
  look: async (place) => {
    if (!isInitialised(place.folder)) return [];
    const elsewhere = await Promise.all(
      readWitnessPolicy(place.folder).witnesses.map(({ name, url }) => ofWitness(name, url, place)),
    );
    return [await ofLog(place), ...elsewhere.flat()];
  },
};

async function ofLog({ folder, nowMs }: Place): Promise<Finding> {
  const reader = await openLogReader(folder);
  try {
    const { lastTime } = await reader.head();
    const behind = lastTime === undefined ? 0 : Date.parse(lastTime) - nowMs();
    if (behind <= SKEW_MAX_MS) return good(`Het is ${new Date(nowMs()).toISOString()}, na de laatste regel.`);
    return wrong(
      'CLOCK_BEHIND_LOG',
      `De klok loopt ${Math.round(behind / 1000)} seconden achter op de laatste regel van het logboek.`,
      'Zet de klok gelijk (NTP). Tot dan wordt er niets vastgelegd.',
    );
  } finally {
    await reader.close();
  }
}

async function ofWitness(name: string, url: string, { nowMs, signal }: Place): Promise<readonly Finding[]> {
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const answer = await fetch(url, { redirect: 'manual', signal: within });
    await answer.body?.cancel();
    const there = Date.parse(answer.headers.get('date') ?? '');
    return Number.isNaN(there) ? [] : [skewFinding(`getuige ${name}`, there + HALF_SECOND_MS - nowMs())];
  } catch {
    // That it does not answer is told with the witnesses.
    return [];
  }
}

/** How far another clock is ahead of ours, in words. */
export function skewFinding(whose: string, aheadMs: number): Finding {
  const words = `De klok van ${whose} scheelt ${(Math.abs(aheadMs) / 1000).toFixed(1)} seconden.`;
  return Math.abs(aheadMs) <= SKEW_MAX_MS
    ? good(words)
    : attention('CLOCK_SKEW', words, 'Zet beide klokken gelijk (NTP).');
}
