import type { DossierState } from '../dossier.js';
import { dutchDay, dutchEuro } from '../kernel/time.js';
import type { Frame, FramesState, FrameNorm, FrameTolerance } from './state.js';

/** What holds when the frames of raad and college are read together. */
export interface FrameLimits {
  readonly credit: number | undefined;
  readonly endDate: string | undefined;
  readonly scopeItems: number | undefined;
  readonly tolerances: readonly FrameTolerance[];
  readonly norms: readonly FrameNorm[];
}
type Limited = Pick<Frame, 'credit' | 'endDate' | 'scopeItems' | 'tolerances' | 'norms'>;

/**
 * The narrowest of both frames. The college's is within the raad's when it is adopted; when the raad narrows its own
 * frame later, the raad's counts from that day without waiting for the college.
 */
export function limitsOf(frames: readonly Limited[]): FrameLimits {
  return {
    credit: smallest(frames.map((frame) => frame.credit)),
    endDate: smallest(frames.map((frame) => frame.endDate)),
    scopeItems: smallest(frames.map((frame) => frame.scopeItems)),
    tolerances: frames.flatMap((frame) => frame.tolerances),
    norms: frames.flatMap((frame) => frame.norms),
  };
}
export const currentLimits = (state: FramesState): FrameLimits => limitsOf([...state.current.values()]);
/** The limits as they stood on an earlier day: the last frame of each owner by then. */
export const limitsOn = (state: FramesState, day: string): FrameLimits =>
  limitsOf([...new Map(state.history.filter(({ on }) => on <= day).map((frame) => [frame.owner, frame])).values()]);
export const originalLimits = (state: FramesState): FrameLimits => limitsOf([...state.original.values()]);

/** What the frames together do not say yet, in Dutch. */
export function missingAxes(limits: FrameLimits): readonly string[] {
  const missing: string[] = [];
  if (limits.scopeItems === undefined) missing.push('scope');
  if (limits.endDate === undefined) missing.push('tijd');
  if (limits.credit === undefined) missing.push('geld');
  if (limits.norms.length === 0) missing.push('kwaliteit');
  if (limits.tolerances.length === 0) missing.push('de ruimte per niveau');
  return missing;
}
export const missingFrameAxes = (state: DossierState): readonly string[] => missingAxes(currentLimits(state.frames));

/** In what the college goes beyond the raad, as Dutch sentences. */
export function beyondRaad(college: Limited, raad: Limited): readonly string[] {
  const beyond: string[] = [];
  if (raad.credit !== undefined && college.credit !== undefined && college.credit > raad.credit) {
    beyond.push(`Het krediet van ${dutchEuro(college.credit)} is hoger dan de ${dutchEuro(raad.credit)} van de raad.`);
  }
  if (raad.endDate !== undefined && college.endDate !== undefined && college.endDate > raad.endDate) {
    beyond.push(
      `De einddatum ${dutchDay(college.endDate)} ligt na ${dutchDay(raad.endDate)}, de einddatum van de raad.`,
    );
  }
  for (const wide of college.tolerances) {
    const narrow = raad.tolerances.find((tolerance) => tolerance.level === wide.level);
    if (narrow !== undefined) beyond.push(...widerThan(wide, narrow));
  }
  return beyond;
}

const TOLERANCE_LABELS = {
  amountPerChange: 'het bedrag per wijziging',
  cumulativePercent: 'het deel van het krediet',
  days: 'het aantal werkdagen',
  scopeItems: 'het aantal onderdelen',
} as const;

/** A limit that the raad set and the college leaves out is wider too: nothing would bound it. */
function widerThan(wide: FrameTolerance, narrow: FrameTolerance): readonly string[] {
  return (Object.keys(TOLERANCE_LABELS) as (keyof typeof TOLERANCE_LABELS)[])
    .filter((key) => narrow[key] !== undefined && (wide[key] === undefined || wide[key] > narrow[key]))
    .map((key) => `Voor ${wide.level} is ${TOLERANCE_LABELS[key]} ruimer dan de raad toestaat.`);
}

function smallest<T extends number | string>(values: readonly (T | undefined)[]): T | undefined {
  return values.reduce(
    (least, value) => (value === undefined || (least !== undefined && least <= value) ? least : value),
    undefined,
  );
}
