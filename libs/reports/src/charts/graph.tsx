import type { ReactNode } from 'react';
import { Chart, INK, WIDTH, cut, round, type ChartProps } from './frame.js';

export interface Link {
  readonly from: string;
  readonly to: string;
  /** Drawn through, or dashed. */
  readonly dashed: boolean;
}
const NODE = 26;
const TEXT_END = 216;
const MAX_NAME = 34;

/** Things under each other, joined by arcs with an arrow: which decision rests on which, and which replaced which. */
export function ArcGraph({
  nodes,
  links,
  ...chart
}: ChartProps & { nodes: readonly { id: string; label: string }[]; links: readonly Link[] }): ReactNode {
  if (links.length === 0) return null;
  const row = new Map(nodes.map(({ id }, index) => [id, index * NODE + 16]));
  const longest = Math.max(...links.map(({ from, to }) => Math.abs((row.get(from) ?? 0) - (row.get(to) ?? 0))));
  return (
    <Chart {...chart} height={nodes.length * NODE + 8}>
      <defs>
        <marker id={`${chart.id}-a`} markerWidth="8" markerHeight="8" refX="6" refY="4" orient="auto">
          <path d="M0 0L8 4L0 8z" fill={INK} />
        </marker>
      </defs>
      {nodes.map(({ id, label }) => (
        <g key={id}>
          <text x={TEXT_END - 10} y={(row.get(id) ?? 0) + 4} textAnchor="end">
            {cut(label, MAX_NAME)}
          </text>
          <circle cx={TEXT_END} cy={row.get(id)} r={4} fill={INK} />
        </g>
      ))}
      {links.map(({ from, to, dashed }, index) => {
        const [a, b] = [row.get(from) ?? 0, row.get(to) ?? 0];
        const reach = TEXT_END + 28 + ((WIDTH - TEXT_END - 70) * Math.abs(a - b)) / longest;
        // Two decisions can be joined both ways; the dashed arc then runs outside the other.
        const shift = dashed ? 40 : 0;
        return (
          <path
            key={index}
            d={`M${TEXT_END + 5} ${a}C${round(reach + shift)} ${a} ${round(reach + shift)} ${b} ${TEXT_END + 6} ${b}`}
            fill="none"
            stroke={INK}
            strokeWidth={1.5}
            {...(dashed ? { strokeDasharray: '4 3' } : {})}
            markerEnd={`url(#${chart.id}-a)`}
          />
        );
      })}
    </Chart>
  );
}
