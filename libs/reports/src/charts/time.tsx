import { scaleLinear, scaleUtc } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import type { ReactNode } from 'react';
import { shortDate } from '../words.js';
import { Chart, GREY, INK, WIDTH, cut, round, time, type ChartProps } from './frame.js';

const DAY_MS = 86_400_000;
const latest = (days: readonly string[]): string => days.reduce((a, b) => (a > b ? a : b));
const earliest = (days: readonly string[]): string => days.reduce((a, b) => (a < b ? a : b));

export interface Step {
  readonly day: string;
  readonly value: number;
  readonly label: string;
}
/** The scope as it grew, against the original baseline as a dashed line. */
export function BurnUp({ steps, until, ...chart }: ChartProps & { steps: readonly Step[]; until: string }): ReactNode {
  const first = steps[0];
  const last = steps.at(-1);
  if (first === undefined || last === undefined) return null;
  const height = 150;
  const [left, right] = [8, WIDTH - 44];
  const end = latest([until, last.day]);
  const x = scaleUtc()
    .domain([time(first.day), Math.max(time(end), time(first.day) + DAY_MS)])
    .range([left, right]);
  const values = steps.map((step) => step.value);
  const y = scaleLinear()
    .domain([Math.min(...values) - 1, Math.max(...values) + 1])
    .range([height - 28, 16]);
  const path = line<Step>()
    .x((step) => round(x(time(step.day))))
    .y((step) => round(y(step.value)))
    .curve(curveStepAfter)([...steps, { ...last, day: end }]);
  const original = round(y(first.value));
  return (
    <Chart {...chart} height={height}>
      <path d={`M${left} ${original}H${right}`} stroke={GREY} strokeDasharray="5 4" strokeWidth={2} />
      <text x={right + 4} y={original + 4}>{`${first.label}: ${first.value}`}</text>
      <path d={path ?? ''} fill="none" stroke={INK} strokeWidth={2.5} />
      {steps.slice(1).map((step) => (
        <g key={step.label}>
          <circle cx={round(x(time(step.day)))} cy={round(y(step.value))} r={3.5} fill={INK} />
          <text x={round(Math.min(x(time(step.day)) + 5, right - 34))} y={round(y(step.value) - 6)}>
            {`${step.label}: ${step.value}`}
          </text>
        </g>
      ))}
      <path d={`M${left} ${height - 20}H${right}`} stroke={GREY} />
      <text x={left} y={height - 7}>
        {shortDate(first.day)}
      </text>
      <text x={right} y={height - 7} textAnchor="end">
        {shortDate(end)}
      </text>
    </Chart>
  );
}

export interface Trend {
  readonly label: string;
  /** What was expected, on the day when it was said; in the order in which it was said. */
  readonly points: readonly { readonly day: string; readonly expected: string }[];
}
/** A mark per line, since lines cross and colours do not print. */
const MARKS = ['●', '■', '▲', '◆', '○', '□', '△', '◇'] as const;
export const trendMark = (index: number): string => MARKS[index % MARKS.length]!;

/** Milestone trend: a level line keeps its date, a rising one slips; on the slanting line the date is today. */
export function TrendChart({
  trends,
  today,
  ...chart
}: ChartProps & { trends: readonly Trend[]; today: string }): ReactNode {
  const points = trends.flatMap((trend) => trend.points);
  if (points.length === 0) return null;
  const height = 240;
  const [left, right, top, bottom] = [58, WIDTH - 8, 10, height - 26];
  const [start, end] = [
    earliest(points.map((point) => point.day)),
    latest([today, ...points.map((point) => point.day)]),
  ];
  const expected = points.map((point) => point.expected);
  const [low, high] = [earliest([start, ...expected]), latest([end, ...expected])];
  const x = scaleUtc()
    .domain([time(start), Math.max(time(end), time(start) + DAY_MS)])
    .range([left, right]);
  const y = scaleUtc()
    .domain([time(low), Math.max(time(high), time(low) + DAY_MS)])
    .range([bottom, top]);
  const ticks = y.ticks(4).map((tick) => tick.toISOString().slice(0, 10));
  return (
    <Chart {...chart} height={height}>
      {ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${left} ${round(y(time(tick)))}H${right}`} stroke="#d5d9de" />
          <text x={left - 5} y={round(y(time(tick)) + 3.5)} textAnchor="end">
            {shortDate(tick)}
          </text>
        </g>
      ))}
      <path
        d={`M${round(x(time(start)))} ${round(y(time(start)))}L${round(x(time(end)))} ${round(y(time(end)))}`}
        stroke={GREY}
        strokeDasharray="2 3"
      />
      {trends.map((trend, index) => {
        const at = trend.points.map((point) => [round(x(time(point.day))), round(y(time(point.expected)))] as const);
        const last = at.at(-1);
        if (last === undefined) return null;
        const line = at.map(([px, py], step) => `${step === 0 ? 'M' : 'L'}${px} ${py}`).join('');
        return (
          <g key={index}>
            <path d={`${line}H${round(x(time(end)))}`} fill="none" stroke={INK} strokeWidth={1.5} />
            {at.map(([px, py], step) => (
              <text key={step} x={px} y={py + 4} textAnchor="middle" style={{ fontSize: 13, fill: INK }}>
                {trendMark(index)}
              </text>
            ))}
          </g>
        );
      })}
      <path d={`M${left} ${bottom}H${right}`} stroke={GREY} />
      <text x={left} y={height - 10}>
        {shortDate(start)}
      </text>
      <text x={right} y={height - 10} textAnchor="end">
        {shortDate(end)}
      </text>
    </Chart>
  );
}

export interface Lane {
  readonly label: string;
  /** Days with a mark; the first and last are joined by a bar. */
  readonly marks: readonly { readonly day: string; readonly sign: string }[];
}
const LANE = 44;
/** Lanes over time, with a line for the day of the report. */
export function Gantt({ lanes, today, ...chart }: ChartProps & { lanes: readonly Lane[]; today: string }): ReactNode {
  const days = [...lanes.flatMap((lane) => lane.marks.map((mark) => mark.day)), today];
  if (days.length === 1) return null;
  const [start, end] = [earliest(days), latest(days)];
  const x = scaleUtc()
    .domain([time(start), Math.max(time(end), time(start) + DAY_MS)])
    .range([14, WIDTH - 14]);
  const height = lanes.length * LANE + 30;
  const now = round(x(time(today)));
  const inside = (place: number): number => round(Math.min(WIDTH - 56, Math.max(56, place)));
  return (
    <Chart {...chart} height={height}>
      <path d={`M${now} 18V${height - 18}`} stroke="#000" strokeDasharray="3 3" />
      {lanes.map((lane, index) => {
        const places = lane.marks.map((mark) => x(time(mark.day)));
        const top = index * LANE;
        const [from, to] = [Math.min(...places), Math.max(...places)];
        return (
          <g key={index}>
            <path d={`M14 ${top + 27}H${WIDTH - 14}`} stroke="#d5d9de" />
            <path d={`M${round(from)} ${top + 27}H${round(to)}`} stroke={GREY} strokeWidth={5} />
            {lane.marks.map((mark, at) => (
              <g key={at}>
                <circle cx={round(places[at]!)} cy={top + 27} r={6} fill="#fff" />
                <text x={round(places[at]!)} y={top + 32} textAnchor="middle" style={{ fontSize: 15, fill: INK }}>
                  {mark.sign}
                </text>
              </g>
            ))}
            <text x={4} y={top + 13}>
              {cut(lane.label)}
            </text>
          </g>
        );
      })}
      <text x={inside(now)} y={height - 5} textAnchor="middle">
        {`peildatum ${shortDate(today)}`}
      </text>
    </Chart>
  );
}
