import type { ReactNode } from 'react';

// The view box is as wide as a small phone, so that letters stay readable there; a wide screen enlarges the drawing a
// little. Everything is told by shape, pattern and words: a chart must survive a black and white printer.
export const WIDTH = 360;
export const INK = '#154273';
export const PALE = '#c8d3e2';
export const GREY = '#5f6670';
const MAX_LABEL = 50;

export const cut = (label: string, most = MAX_LABEL): string =>
  label.length > most ? `${label.slice(0, most - 1)}…` : label;
export const time = (day: string): number => Date.parse(`${day}T00:00:00Z`);
/** One decimal: the same drawing to the byte on every machine. */
export const round = (value: number): number => Math.round(value * 10) / 10;

export interface ChartProps {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** How to read it, for everyone: it stands above the drawing. */
  readonly desc: string;
}
/** One drawing with its title and reading aid; the table with the same figures follows it. */
export function Chart({
  id,
  title,
  desc,
  height,
  children,
}: ChartProps & { height: number; children: ReactNode }): ReactNode {
  return (
    <figure className="bs-chart">
      <figcaption>
        <strong>{title}</strong> {desc}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-labelledby={`${id}-t ${id}-d`}>
        <title id={`${id}-t`}>{title}</title>
        <desc id={`${id}-d`}>{`${desc} De tabel hieronder geeft dezelfde cijfers.`}</desc>
        <defs>
          <pattern id={`${id}-h`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="5" height="5" fill="#fff" />
            <line x1="0" y1="0" x2="0" y2="5" stroke={INK} strokeWidth="4" />
          </pattern>
        </defs>
        {children}
      </svg>
    </figure>
  );
}

/** The fill of a chart's own hatching: what is beyond a limit, or less than before. */
export const hatched = (id: string): string => `url(#${id}-h)`;
