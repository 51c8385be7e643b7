import { act, type Rest, type StoryAct } from './story-parts.js';

/** Each within ninety days of the one before, so that no check is ever overdue (R4). */
const QUARTERS = ['2025-03-31', '2025-06-27', '2025-09-25', '2025-12-22', '2026-03-20', '2026-06-17', '2026-09-15'];

const check = (row: string, on: string, by: Rest): StoryAct =>
  act(row, on, 'VerifyIntegrity', {}, { ...by, verifies: true });

/** Somebody who keeps nothing and runs nothing recomputes the log: the CISO each quarter, at the end the rekenkamer. */
export const CHECKS: readonly StoryAct[] = [
  ...QUARTERS.map((on) => check('R4', on, { by: 'p-ciso', recorder: 'CISO' })),
  check('89', '2026-10-20', { by: 'p-rekenkamer', recorder: 'rekenkamer' }),
];
