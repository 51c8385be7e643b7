import type { ReactNode } from 'react';
import type { PresentedReport } from '#read-models';
import { TrendChart, trendMark, type Trend } from './charts/time.js';
import { DataTable, Day, Proof, Section, Value, date, text } from './parts.js';

type Milestone = PresentedReport['milestones'][number];

function trendOf(one: Milestone): Trend {
  const planned =
    one.plannedOn === null || one.statedOn === null ? [] : [{ day: one.statedOn, expected: one.plannedOn }];
  const forecasts = one.forecasts.map(({ day, forecastOn }) => ({ day, expected: forecastOn }));
  const reached = one.reachedOn === null ? [] : [{ day: one.reachedOn, expected: one.reachedOn }];
  return { label: text(one.label, one.milestoneId), points: [...planned, ...forecasts, ...reached] };
}

/** Milestones with every date that was ever expected, as a trend (mijlpaaltrendanalyse) and as a table. */
export function Milestones({ of }: { of: Pick<PresentedReport, 'milestones' | 'day'> }): ReactNode {
  const trends = of.milestones.map(trendOf);
  return (
    <Section title="Mijlpalen">
      <TrendChart
        id="milestones"
        title="Mijlpaaltrend"
        desc="Van links naar rechts: wanneer iets werd verwacht. Omhoog: de datum die toen werd genoemd. Een lijn die stijgt, schuift uit; op de schuine stippellijn is de mijlpaal bereikt."
        trends={trends}
        today={of.day}
      />
      <DataTable
        caption="Mijlpalen met alle verwachtingen"
        columns={['Mijlpaal', 'Gepland', 'Verwacht, met de dag waarop dat werd gezegd', 'Bereikt']}
        empty="Er zijn geen mijlpalen vastgelegd."
        rows={of.milestones.map((one, index) => [
          <>
            <span aria-hidden="true">{`${trendMark(index)} `}</span>
            <Value of={one.label} />
            <Proof entries={one.entries} />
          </>,
          <Day of={one.plannedOn} />,
          one.forecasts.map((forecast) => `${date(forecast.forecastOn)} (op ${date(forecast.day)})`).join('; ') ||
            'geen andere verwachting',
          one.reachedOn === null ? 'nog niet' : <Day of={one.reachedOn} />,
        ])}
      />
    </Section>
  );
}
