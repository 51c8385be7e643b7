import type { Hidden } from '../kernel/event.js';
import { isHidden } from '../kernel/event.js';
import type { Kind } from '../kernel/values.js';
import { valueFault } from './shape.js';

/**
 * A correction is a new entry; what was recorded stays (X1). Every fold puts the corrected values in the place of the
 * first ones, at the moment when they happened, so that reports and guards go on with what is right, and a report of
 * before the correction still shows what stood there then.
 */
interface Rectifiable {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta: { readonly entryId: string; readonly position: number };
}
interface Change {
  readonly field: string;
  readonly is: string;
}

/** Does this event change what another says? Then everything after that other has to be folded again. */
export const rectifies = ({ type }: { readonly type: string }): boolean => type === 'RecordRectified';

/** The events with every correction among them put in its place; the last one recorded counts. */
export function rectified<E extends Rectifiable>(events: readonly E[]): readonly E[] {
  const corrections = new Map<string, Record<string, unknown>>();
  for (const event of [...events].filter(rectifies).sort((a, b) => a.meta.position - b.meta.position)) {
    const target = String(event.data['entryId']);
    corrections.set(target, { ...corrections.get(target), ...correctedFields(event) });
  }
  if (corrections.size === 0) return events;
  return events.map((event) => {
    const fields = corrections.get(event.meta.entryId);
    return fields === undefined ? event : { ...event, data: { ...event.data, ...fields } };
  });
}

/** A reader who may not have the correction gets no value at all: the first one is known to be wrong. */
function correctedFields({ data }: Rectifiable): Readonly<Record<string, unknown>> {
  const changes = data['changes'] as readonly Change[] | Hidden | undefined;
  const fields = (data['fields'] as readonly string[] | undefined) ?? [];
  if (changes === undefined) return {};
  if (isHidden(changes)) return Object.fromEntries(fields.map((field) => [field, changes]));
  return Object.fromEntries(changes.map(({ field, is }) => [field, JSON.parse(is) as unknown]));
}

/** A value as somebody writes it, read as its kind wants it; undefined when it is none of that kind. */
export function valueFrom(kind: Kind<unknown>, written: string): string | number | boolean | undefined {
  const readings = [
    written,
    ...(/^-?\d{1,15}$/.test(written) ? [Number(written)] : []),
    ...(written === 'ja' || written === 'nee' ? [written === 'ja'] : []),
  ];
  return readings.find((reading) => valueFault(kind, reading) === undefined);
}
