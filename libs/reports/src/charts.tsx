import { scaleBand, scaleLinear, scaleUtc } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import type { ReactNode } from 'react';

// The view box is as wide as a small phone, so that letters stay readable there; a wide screen enlarges the drawing.
const WIDTH = 360;
const ROW = 40;
const BLUE = '#154273';
const GREY = '#696969';
const RED = '#a80f1b';
const MAX_LABEL = 44;
const cut = (label: string): string => (label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1)}…` : label);
const time = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const round = (value: number): number => Math.round(value * 10) / 10;

function Drawing(props: { id: string; title: string; desc: string; height: number; children: ReactNode }): ReactNode {
  const { id, title, desc, height, children } = props;
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-labelledby={`${id}-t ${id}-d`}>
        <title id={`${id}-t`}>{title}</title>
        <desc id={`${id}-d`}>{desc}</desc>
        {children}
      </svg>
    </figure>
  );
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  /** A mark across the bar: the tolerance. */
  readonly limit?: number | undefined;
  /** Where the bar begins, for a waterfall. */
  readonly from?: number | undefined;
}
/** Bars with the words above them: ages, bullets against a limit, and steps of a waterfall. */
export function Bars({
  id,
  title,
  desc,
  bars,
}: {
  id: string;
  title: string;
  desc: string;
  bars: readonly Bar[];
}): ReactNode {
  if (bars.length === 0) return null;
  const ends = bars.flatMap((bar) => [bar.from ?? 0, (bar.from ?? 0) + bar.value, bar.limit ?? 0, 0]);
  const x = scaleLinear()
    .domain([Math.min(...ends), Math.max(1, ...ends)])
    .range([4, WIDTH - 8]);
  const height = bars.length * ROW + 8;
  const y = scaleBand<number>()
    .domain(bars.map((_bar, index) => index))
    .range([0, height]);
  return (
    <Drawing id={id} title={title} desc={desc} height={height}>
      {bars.map((bar, index) => {
        const start = bar.from ?? 0;
        const [left, right] = [x(Math.min(start, start + bar.value)), x(Math.max(start, start + bar.value))];
        const top = y(index) ?? 0;
        return (
          <g key={index}>
            <text x={4} y={round(top + 14)}>{`${cut(bar.label)}: ${bar.text}`}</text>
            <rect
              x={round(left)}
              y={round(top + 19)}
              width={round(Math.max(1, right - left))}
              height={13}
              fill={BLUE}
            />
            {bar.limit === undefined ? null : (
              <line
                x1={round(x(bar.limit))}
                x2={round(x(bar.limit))}
                y1={round(top + 16)}
                y2={round(top + 36)}
                stroke={RED}
                strokeWidth={3}
              />
            )}
          </g>
        );
      })}
    </Drawing>
  );
}

export interface Step {
  readonly day: string;
  readonly value: number;
  readonly label: string;
}
/** The scope as it grew, against the original baseline as a dashed line. */
export function BurnUp({
  id,
  title,
  desc,
  steps,
  until,
}: {
  id: string;
  title: string;
  desc: string;
  steps: readonly Step[];
  until: string;
}): ReactNode {
  const first = steps[0];
  const last = steps.at(-1);
  if (first === undefined || last === undefined) return null;
  const height = 190;
  const end = until > last.day ? until : last.day;
  const x = scaleUtc()
    .domain([time(first.day), Math.max(time(end), time(first.day) + 86_400_000)])
    .range([30, WIDTH - 60]);
  const values = steps.map((step) => step.value);
  const y = scaleLinear()
    .domain([Math.min(...values) - 2, Math.max(...values) + 2])
    .range([height - 30, 12]);
  const path = line<Step>()
    .x((step) => round(x(time(step.day))))
    .y((step) => round(y(step.value)))
    .curve(curveStepAfter)([...steps, { ...last, day: end }]);
  return (
    <Drawing id={id} title={title} desc={desc} height={height}>
      <line
        x1={30}
        x2={WIDTH - 60}
        y1={round(y(first.value))}
        y2={round(y(first.value))}
        stroke={GREY}
        strokeDasharray="5 4"
        strokeWidth={2}
      />
      <text x={WIDTH - 56} y={round(y(first.value) + 4)}>{`B0: ${first.value}`}</text>
      <path d={path ?? ''} fill="none" stroke={BLUE} strokeWidth={2.5} />
      {steps.slice(1).map((step) => (
        <g key={step.label}>
          <circle cx={round(x(time(step.day)))} cy={round(y(step.value))} r={3.5} fill={BLUE} />
          <text x={round(x(time(step.day)) + 5)} y={round(y(step.value) - 6)}>{`${step.label}: ${step.value}`}</text>
        </g>
      ))}
      <text x={30} y={height - 8}>
        {first.day}
      </text>
      <text x={WIDTH - 60} y={height - 8} textAnchor="end">
        {end}
      </text>
    </Drawing>
  );
}

export interface Lane {
  readonly label: string;
  /** Days with a mark; the first and last are joined by a bar. */
  readonly marks: readonly { readonly day: string; readonly sign: string }[];
}
/** Lanes over time, with a line for the day of the report. */
export function Gantt({
  id,
  title,
  desc,
  lanes,
  today,
}: {
  id: string;
  title: string;
  desc: string;
  lanes: readonly Lane[];
  today: string;
}): ReactNode {
  const days = lanes.flatMap((lane) => lane.marks.map((mark) => time(mark.day)));
  if (days.length === 0) return null;
  const x = scaleUtc()
    .domain([Math.min(...days, time(today)), Math.max(...days, time(today) + 86_400_000)])
    .range([12, WIDTH - 12]);
  const height = lanes.length * 46 + 24;
  return (
    <Drawing id={id} title={title} desc={desc} height={height}>
      <line
        x1={round(x(time(today)))}
        x2={round(x(time(today)))}
        y1={0}
        y2={height - 16}
        stroke={RED}
        strokeDasharray="3 3"
      />
      <text x={round(Math.min(WIDTH - 60, Math.max(4, x(time(today)) - 25)))} y={height - 4}>
        peildatum
      </text>
      {lanes.map((lane, index) => {
        const places = lane.marks.map((mark) => x(time(mark.day)));
        const top = index * 46;
        return (
          <g key={index}>
            <text x={4} y={top + 13}>
              {cut(lane.label)}
            </text>
            <rect
              x={round(Math.min(...places))}
              y={top + 22}
              width={round(Math.max(1, Math.max(...places) - Math.min(...places)))}
              height={8}
              fill={GREY}
            />
            {lane.marks.map((mark, at) => (
              <text key={at} x={round(places[at]!)} y={top + 31} textAnchor="middle" fontWeight="700" fontSize={15}>
                {mark.sign}
              </text>
            ))}
          </g>
        );
      })}
    </Drawing>
  );
}
