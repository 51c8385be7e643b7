import { existsSync } from 'node:fs';
import { openViewStore } from '#read-models';
import { isInitialised, openLogReader } from '../runtime/open-log.js';
import { viewsUrlOf } from '../views/view-source.js';
import { attention, good, type Check, type Finding } from './check.js';

/** A server at work is behind for milliseconds; more than this is not a moment's work any more. */
const LAG_MAX_ENTRIES = 100;
const SQLITE = 'sqlite:';

interface Kept {
  readonly position: number;
  readonly parked: readonly { readonly consumer: string; readonly position: number }[];
}

/** The kept views: how far they are, and which stopped. They are derived: none of this touches what was recorded. */
export const views: Check = {
  part: 'weergaven',
  look: async ({ folder }) => {
    if (!isInitialised(folder)) return [];
    const url = viewsUrlOf(folder);
    const none = [attention('NO_VIEWS', 'Er zijn nog geen weergaven.', 'De server bouwt ze op.')];
    if (url.startsWith(SQLITE) && !existsSync(url.slice(SQLITE.length))) return none;
    const kept = await keptIn(url);
    if (kept === undefined) return none;
    const reader = await openLogReader(folder);
    try {
      return findingsOf(kept, (await reader.head()).size);
    } finally {
      await reader.close();
    }
  },
};

async function keptIn(url: string): Promise<Kept | undefined> {
  const store = await openViewStore(url, { readOnly: true });
  try {
    const live = await store.live();
    return live === undefined ? undefined : { position: live.position, parked: await store.parked(live.version) };
  } finally {
    await store.close();
  }
}

/** Exported for its test: views that lag are hard to make on purpose. */
export function findingsOf({ position, parked }: Kept, size: number): readonly Finding[] {
  const behind = Math.max(0, size - 1 - position);
  return [
    behind <= LAG_MAX_ENTRIES
      ? good(`Bijgewerkt tot en met regel ${position}; ${behind} regels achter.`)
      : attention(
          'VIEWS_LAG',
          `${behind} regels achter.`,
          'Start de server; draait die al, kijk dan naar zijn gezondheid.',
        ),
    ...parked.map((stopped) =>
      attention(
        'VIEW_PARKED',
        `Weergave ${stopped.consumer} kon niet verder bij regel ${stopped.position}.`,
        'Probeer: besluitspoor rebuild',
      ),
    ),
  ];
}
