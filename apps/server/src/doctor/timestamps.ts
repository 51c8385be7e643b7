import {
  readTimestampPolicy,
  stampedSizes,
  TimestampRefused,
  verifyStamp,
  type TimestampPolicy,
} from '../proof/timestamps.js';
import { isInitialised } from '../runtime/open-log.js';
import { attention, good, wrong, type Check, type Finding, type Place } from './check.js';
import { readGuard } from '../proof/guard.js';
import { guardFileOf } from '../runtime/runtime.js';

/** A server asks for a stamp once an hour while the log grows. */
const STAMPED_WITHIN_MS = 2 * 3_600_000;

/** Timestamps of an authority: whether the last one holds, and how old it is. */
export const timestamps: Check = {
  part: 'tijdstempels',
  look: async (place) => {
    if (!isInitialised(place.folder)) return [];
    const policy = readTimestampPolicy(place.folder);
    if (policy === undefined)
      return [
        attention(
          'NO_TIMESTAMPS',
          'Er is geen tijdstempeldienst.',
          'Stel een gekwalificeerde dienst in (docs/witness.md).',
        ),
      ];
    const last = stampedSizes(place.folder).at(-1);
    if (last === undefined)
      return [attention('NOT_STAMPED', 'Er is nog geen tijdstempel.', 'Vraag er een met: besluitspoor timestamp')];
    return [await ofLast(policy, place, last)];
  },
};

async function ofLast(policy: TimestampPolicy, { folder, nowMs }: Place, size: number): Promise<Finding> {
  try {
    const { time } = await verifyStamp(policy, folder, size);
    const grown = (readGuard(guardFileOf(folder))?.size ?? 0) > size;
    if (!grown || nowMs() - Date.parse(time) < STAMPED_WITHIN_MS) return good(`${size} regels bestonden op ${time}.`);
    return attention(
      'STAMP_OLD',
      `De laatste tijdstempel is van ${time}, en het logboek is sindsdien gegroeid.`,
      'Kijk of de dienst te bereiken is: besluitspoor timestamp',
    );
  } catch (error) {
    if (!(error instanceof TimestampRefused)) throw error;
    return wrong(error.code, error.message, 'Kijk naar de certificaten en naar OpenSSL (docs/witness.md).');
  }
}
