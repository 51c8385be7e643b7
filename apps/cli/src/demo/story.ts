import { DELIVERY } from './story-delivery.js';
import { END } from './story-end.js';
import { FRAMES } from './story-frames.js';
import { GO_LIVE_ROWS } from './story-go-live.js';
import { CHECKS } from './story-checks.js';
import { INFORMING } from './story-informing.js';
import { MEETINGS, meetingsAround } from './story-meetings.js';
import { PAPER_CLOSED, PAPER_FOUND } from './story-paper.js';
import { ORGANISATION } from './story-organisation.js';
import { SECRET } from './story-secret.js';
import { START } from './story-start.js';
import type { StoryAct } from './story-parts.js';

const TOLD: readonly StoryAct[] = [
  ...START,
  ...FRAMES,
  ...SECRET,
  ...PAPER_FOUND,
  ...DELIVERY,
  ...GO_LIVE_ROWS,
  ...PAPER_CLOSED,
  ...MEETINGS,
  ...INFORMING,
  ...END,
  ...CHECKS,
];

/** The whole story in the order in which it was recorded; acts of one day keep the order in which they stand here. */
export const STORY: readonly StoryAct[] = [...ORGANISATION, ...TOLD, ...meetingsAround(TOLD)].sort((a, b) =>
  recordedOn(a) < recordedOn(b) ? -1 : recordedOn(a) > recordedOn(b) ? 1 : 0,
);

export function recordedOn(act: StoryAct): string {
  return act.recordedOn ?? act.on;
}
