import { Paragraph } from './utrecht.js';
import type { ReactNode } from 'react';
import type { PresentedGoLiveCalendar } from '#read-models';
import { Bars, Gantt, type Lane } from './charts.js';
import { DataTable, Day, Fig, Proof, Section, Status, Value, date, workdays } from './parts.js';

const text = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback);
const numeric = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

function lanesOf(of: PresentedGoLiveCalendar): Lane[] {
  const goLives = of.goLives.map((one) => ({
    label: `${text(one.label, one.goLiveId)} (${one.state})`,
    marks: [
      ...one.moves.map((move) => ({ day: move.from, sign: '○' })),
      ...(typeof one.plannedOn.value === 'string' ? [{ day: one.plannedOn.value, sign: '◆' }] : []),
    ],
  }));
  const deadlines = of.deadlines.map((one) => ({
    label: `Harde deadline ${one.deadlineId}`,
    marks: [...one.moves.map((move) => ({ day: move.from, sign: '○' })), { day: one.dueOn, sign: '▲' }],
  }));
  return [...goLives, ...deadlines].filter((lane) => lane.marks.length > 0);
}
export function GoLiveTables({ of }: { of: PresentedGoLiveCalendar }): ReactNode {
  return (
    <>
      <Gantt
        id="golive"
        title="Kalender van de livegang"
        desc="Open rondje: een eerdere datum. Ruit: de geldende datum. Driehoek: de harde deadline."
        lanes={lanesOf(of)}
        today={of.day}
      />
      <DataTable
        caption="Livegang en gereedheid"
        columns={[
          'Livegang',
          'Stand',
          'Oorspronkelijk',
          'Gepland',
          'Live',
          'Verschuiving',
          'Marge tot harde deadline',
          'Gereed',
        ]}
        empty="Er is nog geen livegang gepland."
        rows={of.goLives.map((one) => [
          <Value of={one.label} />,
          one.state,
          <Fig of={one.originalOn} as={date} />,
          <Fig of={one.plannedOn} as={date} />,
          <Fig of={one.liveOn} as={date} />,
          <>
            <Status light={one.shiftLight} />{' '}
            <Fig of={one.shift} as={(days) => `${days} wd (ruimte ${one.shiftTolerance} wd)`} />
          </>,
          <>
            <Status light={one.marginLight} /> <Fig of={one.margin} as={workdays} />
          </>,
          <Fig
            of={one.readiness.percent}
            as={(percent) =>
              `${String(numeric(one.readiness.met.value) ?? '–')} van ${String(numeric(one.readiness.total.value) ?? '–')} (${percent}%), ${String(numeric(one.readiness.blockingOpen.value) ?? '–')} blokkerend open`
            }
          />,
        ])}
      />
      <DataTable
        caption="Harde deadlines"
        columns={['Deadline', 'Gesteld door', 'Oorspronkelijk', 'Nu', 'Nog', 'Ontheffingen']}
        empty="Er is geen harde deadline vastgelegd."
        rows={of.deadlines.map((one) => [
          one.deadlineId,
          one.body,
          <Day of={one.originalOn} />,
          <Day of={one.dueOn} />,
          <Fig of={one.daysLeft} as={(days) => (days < 0 ? 'voorbij' : `${days} wd`)} />,
          one.exemptions
            .map((exemption) => `${exemption.exemptionId} tot en met ${date(exemption.until)}`)
            .join('; ') || 'geen',
        ])}
      />
    </>
  );
}
function GoLiveRecord({ one }: { one: PresentedGoLiveCalendar['goLives'][number] }): ReactNode {
  return (
    <>
      <DataTable
        caption="Criteria"
        columns={['Criterium', 'Blokkerend', 'Eigenaar', 'Stand', 'Bewijs']}
        empty="Er zijn nog geen criteria bepaald."
        rows={one.criteria.map((test) => [
          <>
            <Value of={test.label} />
            <Proof entries={test.entries} />
          </>,
          test.blocking ? 'ja' : 'nee',
          test.owner ?? '–',
          <Status light={test.met === null ? 'geen gegevens' : test.met ? 'goed' : 'fout'} />,
          <Value of={test.evidence} />,
        ])}
      />
      <DataTable
        caption="Go/no-go"
        columns={['Dag', 'Uitkomst', 'Besluit', 'Voorwaarden']}
        empty="Er is nog geen go/no-go besloten."
        rows={one.verdicts.map((verdict) => [
          <>
            <Day of={verdict.day} />
            <Proof entries={verdict.entries} />
          </>,
          verdict.verdict === 'noGo' ? 'no-go' : verdict.verdict === 'go' ? 'go' : 'go onder voorwaarden',
          verdict.decisionId,
          <Value of={verdict.conditions} />,
        ])}
      />
      <DataTable
        caption="Overgang en nazorg"
        columns={['Stap', 'Dag']}
        empty="De overgang is nog niet begonnen."
        rows={one.steps.map((step) => [
          <>
            {step.label}
            <Proof entries={step.entries} />
          </>,
          <Day of={step.day} />,
        ])}
      />
      <DataTable
        caption="Meldingen per week"
        columns={['Week van', 'Aantal']}
        empty="Er zijn geen meldingen geteld."
        rows={one.incidents.map((week) => [
          <>
            <Day of={week.day} />
            <Proof entries={week.entries} />
          </>,
          String(week.count),
        ])}
      />
    </>
  );
}
function GoLiveSection({ one }: { one: PresentedGoLiveCalendar['goLives'][number] }): ReactNode {
  return (
    <Section title={`Livegang ${text(one.label, one.goLiveId)}`}>
      <DataTable
        caption="Verplaatsingen"
        columns={['Van', 'Naar', 'Dag', 'Reden']}
        empty="De datum is niet verplaatst."
        rows={one.moves.map((move) => [
          <>
            <Day of={move.from} />
            <Proof entries={move.entries} />
          </>,
          <Day of={move.to} />,
          <Day of={move.day} />,
          <Value of={move.reason} />,
        ])}
      />
      <Bars
        id={`ready-${one.goLiveId}`}
        title="Gereedheid in procenten"
        desc="Deel van de criteria dat is gehaald, per toets."
        bars={one.readinessHistory.map((test) => ({
          label: test.day,
          value: test.percent,
          text: `${test.percent}%`,
          limit: 100,
        }))}
      />
      <DataTable
        caption="Gereedheid per toets"
        columns={['Dag', 'Gehaald', 'Deel', 'Blokkerend open']}
        empty="De gereedheid is nog niet getoetst."
        rows={one.readinessHistory.map((test) => [
          <>
            <Day of={test.day} />
            <Proof entries={test.entries} />
          </>,
          `${test.met} van ${test.total}`,
          `${test.percent}%`,
          String(test.blockingOpen),
        ])}
      />
      <GoLiveRecord one={one} />
    </Section>
  );
}
export function GoLivePage({ of }: { of: PresentedGoLiveCalendar }): ReactNode {
  return (
    <>
      <Section title="Kalender">
        <GoLiveTables of={of} />
      </Section>
      {of.goLives.map((one) => (
        <GoLiveSection key={one.goLiveId} one={one} />
      ))}
      <Section title="Verbeterlijst">
        <DataTable
          caption="Verbeterpunten"
          columns={['Punt', 'Naam', 'Toegevoegd', 'Opgeleverd']}
          empty="Er zijn nog geen verbeterpunten."
          rows={of.improvements.map((one) => [
            <>
              {one.itemId}
              <Proof entries={one.entries} />
            </>,
            <Value of={one.label} />,
            <Day of={one.addedOn} />,
            <Day of={one.deliveredOn} />,
          ])}
        />
        {of.goLives.length === 0 ? <Paragraph>Plan eerst een livegang; dan vult deze pagina zich.</Paragraph> : null}
      </Section>
    </>
  );
}
