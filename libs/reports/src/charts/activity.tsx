import { scaleLinear, scaleSqrt, scaleUtc } from 'd3-scale';
import type { ReactNode } from 'react';
import { shortDate } from '../words.js';
import { Chart, GREY, INK, PALE, WIDTH, cut, hatched, round, time, type ChartProps } from './frame.js';

const DAY_MS = 86_400_000;
const LEFT = 26;
const RIGHT = WIDTH - 8;

function Axis({ first, last, y }: { first: string; last: string; y: number }): ReactNode {
  return (
    <>
      <path d={`M${LEFT} ${y}H${RIGHT}`} stroke={GREY} />
      <text x={LEFT} y={y + 14}>
        {shortDate(first)}
      </text>
      <text x={RIGHT} y={y + 14} textAnchor="end">
        {shortDate(last)}
      </text>
    </>
  );
}

export interface Column {
  readonly day: string;
  /** From the bottom: solid, hatched, pale. */
  readonly parts: readonly [number, number, number];
}
/** A narrow column per week, one part on the other. */
export function Columns({ columns, ...chart }: ChartProps & { columns: readonly Column[] }): ReactNode {
  const [first, last] = [columns[0], columns.at(-1)];
  if (first === undefined || last === undefined) return null;
  const height = 150;
  const bottom = height - 24;
  const most = Math.max(1, ...columns.map(({ parts }) => parts[0] + parts[1] + parts[2]));
  const x = scaleUtc()
    .domain([time(first.day), Math.max(time(last.day), time(first.day) + DAY_MS) + 7 * DAY_MS])
    .range([LEFT, RIGHT]);
  const y = scaleLinear()
    .domain([0, most])
    .range([0, bottom - 14]);
  const width = Math.max(1, x(time(first.day) + 6 * DAY_MS) - LEFT);
  const fills = [INK, hatched(chart.id), PALE];
  return (
    <Chart {...chart} height={height}>
      <text x={2} y={17}>
        {most}
      </text>
      <path d={`M${LEFT} 14H${RIGHT}`} stroke="#d5d9de" />
      {columns.map(({ day, parts }) => {
        let top = bottom;
        return (
          <g key={day}>
            {parts.map((part, index) => {
              if (part === 0) return null;
              top -= y(part);
              const box = { x: round(x(time(day))), y: round(top), width: round(width), height: round(y(part)) };
              return <rect key={index} {...box} fill={fills[index]} stroke={INK} strokeWidth={0.5} />;
            })}
          </g>
        );
      })}
      <Axis first={first.day} last={last.day} y={bottom} />
    </Chart>
  );
}

export interface Dot {
  readonly day: string;
  readonly value: number;
}
/** How much later each act was recorded; the streak is the limit from which a reason is asked. */
export function Scatter(props: ChartProps & { dots: readonly Dot[]; limit: number }): ReactNode {
  const { dots, limit, ...chart } = props;
  if (dots.length === 0) return null;
  const height = 170;
  const bottom = height - 24;
  const days = dots.map(({ day }) => day).sort();
  const most = Math.max(limit + 1, ...dots.map(({ value }) => value));
  const x = scaleUtc()
    .domain([time(days[0]!), Math.max(time(days.at(-1)!), time(days[0]!) + DAY_MS)])
    .range([LEFT + 4, RIGHT - 4]);
  const y = scaleLinear()
    .domain([0, most])
    .range([bottom - 5, 14]);
  // Many acts of one day with one lag are one dot.
  const places = [...new Set(dots.map(({ day, value }) => `${round(x(time(day)))} ${round(y(value))}`))];
  return (
    <Chart {...chart} height={height}>
      <text x={2} y={round(y(most)) + 4}>
        {most}
      </text>
      <text x={2} y={round(y(0)) + 2}>
        0
      </text>
      <path d={`M${LEFT} ${round(y(limit))}H${RIGHT}`} stroke={GREY} strokeDasharray="5 4" />
      {places.map((place) => {
        const [cx, cy] = place.split(' ');
        return <circle key={place} cx={cx} cy={cy} r={2.5} fill={INK} />;
      })}
      <Axis first={days[0]!} last={days.at(-1)!} y={bottom} />
    </Chart>
  );
}

export interface HeatRow {
  readonly label: string;
  /** One number per column. */
  readonly values: readonly number[];
  readonly dark: boolean;
}
const HEAT_ROW = 29;
/** A line per subject and a box per week in which there was something; solid is grave, hatched less so. */
export function Heatmap(
  props: ChartProps & { rows: readonly HeatRow[]; first: string; last: string; columns: number },
): ReactNode {
  const { rows, first, last, columns, ...chart } = props;
  if (rows.length === 0 || columns === 0) return null;
  const height = rows.length * HEAT_ROW + 26;
  const step = (RIGHT - 4) / columns;
  return (
    <Chart {...chart} height={height}>
      {rows.map(({ label, values, dark }, row) => (
        <g key={label}>
          <text x={4} y={row * HEAT_ROW + 10}>
            {cut(label)}
          </text>
          <path d={`M4 ${row * HEAT_ROW + 24}H${RIGHT}`} stroke="#d5d9de" />
          {runsOf(values).map(([from, to]) => (
            <rect
              key={from}
              x={round(4 + from * step)}
              y={row * HEAT_ROW + 15}
              width={round(Math.max(1.5, (to - from) * step))}
              height={9}
              fill={dark ? INK : hatched(chart.id)}
              stroke={INK}
              strokeWidth={0.5}
            />
          ))}
        </g>
      ))}
      <text x={4} y={height - 6}>
        {shortDate(first)}
      </text>
      <text x={RIGHT} y={height - 6} textAnchor="end">
        {shortDate(last)}
      </text>
    </Chart>
  );
}
/** Weeks that follow each other are one box: from, and up to but not including. */
function runsOf(values: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  values.forEach((value, at) => {
    const last = runs.at(-1);
    if (value === 0) return;
    if (last?.[1] === at) last[1] = at + 1;
    else runs.push([at, at + 1]);
  });
  return runs;
}

export interface LagLane {
  readonly label: string;
  /** A letter for a function and how many days after the fact it knew. */
  readonly marks: readonly { readonly days: number; readonly letter: string }[];
}
const LAG_ROW = 36;
/** A lane per fact: who knew the same day stands at the left, and the further right, the later. */
export function Lags({ lanes, ...chart }: ChartProps & { lanes: readonly LagLane[] }): ReactNode {
  if (lanes.length === 0) return null;
  const most = Math.max(1, ...lanes.flatMap(({ marks }) => marks.map(({ days }) => days)));
  // The first days matter most, so they get more room than the later ones.
  const x = scaleSqrt()
    .domain([0, most])
    .range([8, WIDTH - 40]);
  const height = lanes.length * LAG_ROW + 24;
  const tick = (days: number): ReactNode => (
    <text x={round(x(days))} y={height - 6}>
      {days === 0 ? 'zelfde dag' : `${days} d`}
    </text>
  );
  return (
    <Chart {...chart} height={height}>
      {lanes.map(({ label, marks }, row) => {
        const days = [...new Set(marks.map((mark) => mark.days))];
        return (
          <g key={row}>
            <text x={4} y={row * LAG_ROW + 11}>
              {cut(label)}
            </text>
            <path d={`M4 ${row * LAG_ROW + 24}H${RIGHT}`} stroke="#d5d9de" />
            {days.map((day) => (
              <text key={day} x={round(x(day))} y={row * LAG_ROW + 28} style={{ fontSize: 12, fill: INK }}>
                {marks
                  .filter((mark) => mark.days === day)
                  .map(({ letter }) => letter)
                  .join('')}
              </text>
            ))}
          </g>
        );
      })}
      {tick(0)}
      {tick(most)}
    </Chart>
  );
}
