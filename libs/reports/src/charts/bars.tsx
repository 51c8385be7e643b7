import { scaleLinear } from 'd3-scale';
import type { ReactNode } from 'react';
import { Chart, GREY, INK, PALE, WIDTH, cut, hatched, round, type ChartProps } from './frame.js';

const ROW = 36;
const BAR_TOP = 17;
const BAR = 12;
const LEFT = 4;
const RIGHT = WIDTH - 8;

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  /** A mark across the bar: what is allowed. What goes beyond it is hatched. */
  readonly limit?: number | undefined;
}
/** Bars with their words above them: ages, counts, and bullets against a limit. */
export function Bars({ bars, ...chart }: ChartProps & { bars: readonly Bar[] }): ReactNode {
  if (bars.length === 0) return null;
  const most = Math.max(1, ...bars.flatMap((bar) => [bar.value, bar.limit ?? 0]));
  const x = scaleLinear().domain([0, most]).range([LEFT, RIGHT]);
  const width = (from: number, to: number): number => round(Math.max(0, x(to) - x(from)));
  return (
    <Chart {...chart} height={bars.length * ROW + 4}>
      {bars.map(({ label, value, text, limit }, index) => {
        const top = index * ROW;
        const within = limit === undefined ? value : Math.min(value, limit);
        return (
          <g key={index}>
            <text x={LEFT} y={top + 12}>{`${cut(label)}: ${text}`}</text>
            <rect x={LEFT} y={top + BAR_TOP} width={RIGHT - LEFT} height={BAR} fill="#f1f3f6" />
            <rect x={LEFT} y={top + BAR_TOP} width={width(0, within)} height={BAR} fill={INK} />
            {value > within ? (
              <rect
                x={round(x(within))}
                y={top + BAR_TOP}
                width={width(within, value)}
                height={BAR}
                fill={hatched(chart.id)}
                stroke={INK}
              />
            ) : null}
            {limit === undefined ? null : (
              <path
                d={`M${round(x(limit))} ${top + BAR_TOP - 2}V${top + BAR_TOP + BAR + 3}`}
                stroke="#000"
                strokeWidth={3}
              />
            )}
          </g>
        );
      })}
    </Chart>
  );
}

export interface Fall {
  readonly label: string;
  readonly change: number;
  readonly text: string;
}
/** How a total came about: each change begins where the one before it ended. */
export function Waterfall(
  props: ChartProps & {
    start: { label: string; value: number };
    falls: readonly Fall[];
    total: (value: number) => string;
  },
): ReactNode {
  const { start, falls, total, ...chart } = props;
  if (falls.length === 0) return null;
  const sums = falls.reduce<number[]>((before, fall) => [...before, before.at(-1)! + fall.change], [start.value]);
  const lowest = Math.min(0, ...sums);
  // Far from nought, small changes would not be seen: then the drawing starts a little under the lowest total.
  const spread = Math.max(...sums) - Math.min(...sums);
  const floor = lowest === 0 && Math.min(...sums) > 3 * spread ? Math.min(...sums) - Math.max(1, spread) : lowest;
  const x = scaleLinear()
    .domain([floor, Math.max(1, ...sums)])
    .range([LEFT, RIGHT]);
  const rows = [
    ...(start.value === 0
      ? []
      : [{ label: start.label, text: total(start.value), from: floor, to: start.value, kind: 'total' }]),
    ...falls.map((fall, index) => ({
      label: fall.label,
      text: fall.text,
      from: sums[index]!,
      to: sums[index + 1]!,
      kind: fall.change < 0 ? 'less' : 'more',
    })),
    { label: 'Nu', text: total(sums.at(-1)!), from: floor, to: sums.at(-1)!, kind: 'total' },
  ];
  const desc = floor > 0 ? `${chart.desc} De balken beginnen bij ${total(floor)}, niet bij nul.` : chart.desc;
  const fills: Readonly<Record<string, string>> = { total: PALE, more: INK, less: hatched(chart.id) };
  return (
    <Chart {...chart} desc={desc} height={rows.length * ROW + 4}>
      {rows.map(({ label, text, from, to, kind }, index) => {
        const [left, right] = [x(Math.min(from, to)), x(Math.max(from, to))];
        const top = index * ROW + BAR_TOP;
        return (
          <g key={index}>
            <text x={LEFT} y={top - 5}>{`${cut(label)}: ${text}`}</text>
            <rect
              x={round(left)}
              y={top}
              width={round(Math.max(1, right - left))}
              height={BAR}
              fill={fills[kind]}
              stroke={INK}
            />
            {index === rows.length - 1 ? null : (
              <path d={`M${round(x(to))} ${top + BAR}V${top + ROW}`} stroke={GREY} strokeDasharray="2 2" />
            )}
          </g>
        );
      })}
    </Chart>
  );
}

export interface Stack {
  readonly label: string;
  readonly parts: readonly { readonly name: string; readonly value: number }[];
}
/** Bars of several parts, each with its name on it, in turns dark and light. */
export function Stacks({ stacks, ...chart }: ChartProps & { stacks: readonly Stack[] }): ReactNode {
  const shown = stacks.filter((stack) => stack.parts.length > 0);
  if (shown.length === 0) return null;
  const sums = shown.map((stack) => stack.parts.reduce((sum, part) => sum + part.value, 0));
  const x = scaleLinear()
    .domain([0, Math.max(1, ...sums)])
    .range([0, RIGHT - LEFT]);
  return (
    <Chart {...chart} height={shown.length * (ROW + 6) + 4}>
      {shown.map((stack, index) => {
        const top = index * (ROW + 6);
        let from = 0;
        return (
          <g key={index}>
            <text x={LEFT} y={top + 12}>{`${cut(stack.label)}: ${sums[index]}`}</text>
            {stack.parts.map((part, at) => {
              const left = LEFT + x(from);
              from += part.value;
              const width = x(part.value);
              const dark = at % 2 === 0;
              return (
                <g key={at}>
                  <rect
                    x={round(left)}
                    y={top + BAR_TOP}
                    width={round(width)}
                    height={18}
                    fill={dark ? INK : PALE}
                    stroke={INK}
                  />
                  {width < 36 ? null : (
                    <text x={round(left + 4)} y={top + BAR_TOP + 13} className={dark ? 'bs-on-dark' : undefined}>
                      {`${part.name} ${part.value}`}
                    </text>
                  )}
                </g>
              );
            })}
          </g>
        );
      })}
    </Chart>
  );
}
