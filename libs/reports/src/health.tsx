import type { ReactNode } from 'react';
import type { PresentedHealth } from '#read-models';
import { Columns, Heatmap } from './charts/activity.js';
import { Bars } from './charts/bars.js';
import { DataTable, Day, Facts, Section, Status, date } from './parts.js';
import { Paragraph } from './utrecht.js';

const SEVERITY = { rood: 'fout', oranje: 'let op', info: 'geen gegevens' } as const;
const days = (count: number): string => `${count} ${count === 1 ? 'dag' : 'dagen'}`;
type Signal = PresentedHealth['signals'][number];

const markOf = (one: Signal): string =>
  one.mark === null
    ? 'nog niets mee gedaan'
    : one.acceptedUntil === undefined
      ? `gezien op ${date(one.acknowledgedOn!)}`
      : `geaccepteerd tot en met ${date(one.acceptedUntil)}`;
const Name = ({ label, code }: { label: string; code: string }): ReactNode => (
  <>
    {label}
    <span className="bs-code">{code.replaceAll('_', '_\u200b')}</span>
  </>
);

const Count = ({ of, light }: { of: number; light: 'fout' | 'let op' }): ReactNode => (
  <Status light={of === 0 ? 'goed' : light} as={String(of)} />
);

function Now({ of }: { of: PresentedHealth }): ReactNode {
  const count = (severity: Signal['severity']): number => of.signals.filter((one) => one.severity === severity).length;
  return (
    <Section title="Signalen op de peildatum">
      <Facts
        items={[
          ['Rood', <Count of={count('rood')} light="fout" />],
          ['Oranje', <Count of={count('oranje')} light="let op" />],
          ['Informatie', String(count('info'))],
          ['Tijd tot een signaal weg is (gemiddeld)', of.meanDays === null ? 'nog niet te zeggen' : days(of.meanDays)],
        ]}
      />
      <DataTable
        caption="Signalen, de ernstigste en oudste eerst"
        columns={['Signaal', 'Ernst', 'Sinds', 'Oud', 'Vergeleken met vorige week', 'Gedaan', 'Toelichting']}
        empty="Er zijn geen signalen."
        rows={of.signals.map((one) => [
          <Name label={one.label} code={one.code} />,
          <Status light={SEVERITY[one.severity]} as={one.severity} />,
          <Day of={one.since} />,
          days(one.age),
          one.trend,
          markOf(one),
          one.detail,
        ])}
      />
    </Section>
  );
}

function OverTime({ of }: { of: PresentedHealth }): ReactNode {
  return (
    <Section title="Aantal signalen door de tijd">
      <Paragraph>
        Elke week is opnieuw afgeleid uit wat er op die dag gebeurd was. Er is geen totaalcijfer: dat nodigt uit tot
        sturen op het cijfer.
      </Paragraph>
      <Columns
        id="signals"
        title="Signalen per week"
        desc="Vol: rood. Gearceerd: oranje. Licht: informatie."
        columns={of.weeks.map(({ day, rood, oranje, info }) => ({ day, parts: [rood, oranje, info] }))}
      />
      <DataTable
        caption="Signalen per week"
        columns={['Dag', 'Rood', 'Oranje', 'Informatie']}
        figures={[1, 2, 3]}
        stack={false}
        empty="Er zijn nog geen weken."
        rows={of.weeks.map((one) => [date(one.day), String(one.rood), String(one.oranje), String(one.info)])}
      />
    </Section>
  );
}

/** Codes hold no more periods than fit in a cell; the rest is counted. */
const MAX_PERIODS = 4;
function Codes({ of }: { of: PresentedHealth }): ReactNode {
  const periods = (code: string): string => {
    const own = of.episodes.filter((one) => one.code === code);
    const shown = own
      .slice(0, MAX_PERIODS)
      .map(({ from, goneOn }) => (goneOn === null ? `sinds ${date(from)}` : `${date(from)} tot ${date(goneOn)}`));
    return [...shown, ...(own.length > MAX_PERIODS ? [`en nog ${own.length - MAX_PERIODS}`] : [])].join('; ');
  };
  return (
    <Section title="Welke signalen wanneer">
      <Heatmap
        id="heat"
        title="Signaal per week"
        desc="Een vak is een week waarin het signaal gold. Vol: rood. Gearceerd: oranje of informatie."
        first={of.weeks[0]?.day ?? of.day}
        last={of.weeks.at(-1)?.day ?? of.day}
        columns={of.weeks.length}
        rows={of.codes.map(({ label, perWeek, severity }) => ({ label, values: perWeek, dark: severity === 'rood' }))}
      />
      <DataTable
        caption="Signalen sinds het begin van het programma"
        columns={['Signaal', 'Ernst', 'Weken', 'Opgelost', 'Tijd tot weg', 'Perioden']}
        figures={[2, 3]}
        empty="Er waren nog geen signalen."
        rows={of.codes.map((one) => [
          <Name label={one.label} code={one.code} />,
          <Status light={SEVERITY[one.severity]} as={one.severity} />,
          String(one.weeks),
          String(one.resolved),
          one.meanDays === null ? '–' : days(one.meanDays),
          periods(one.code),
        ])}
      />
      <Bars
        id="resolve"
        title="Gemiddelde tijd tot een signaal weg is"
        desc="In kalenderdagen, van de eerste dag tot de eerste week zonder het signaal."
        bars={of.codes.flatMap(({ label, meanDays }) =>
          meanDays === null ? [] : [{ label, value: meanDays, text: days(meanDays) }],
        )}
      />
      <DataTable
        caption="Gemiddelde tijd tot een signaal weg is"
        columns={['Signaal', 'Tijd']}
        empty="Er is nog geen signaal opgelost."
        rows={of.codes.flatMap(({ label, meanDays }) => (meanDays === null ? [] : [[label, days(meanDays)]]))}
      />
    </Section>
  );
}

/** How healthy the governing is: signals now, and how they came and went. */
export function HealthPage({ of }: { of: PresentedHealth }): ReactNode {
  return (
    <>
      <Now of={of} />
      <OverTime of={of} />
      <Codes of={of} />
    </>
  );
}
