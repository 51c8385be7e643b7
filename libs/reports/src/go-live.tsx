import { Paragraph } from './utrecht.js';
import type { ReactNode } from 'react';
import { IN_WORDS } from '#governance';
import type { Margin, PresentedCalendarPage, PresentedGoLiveCalendar } from '#read-models';
import { AroundSections } from './around.js';
import { Bars } from './charts/bars.js';
import { Gantt, type Lane } from './charts/time.js';
import { Paper } from './paper.js';
import { DataTable, Day, Facts, Fig, Proof, Section, Status, Value, date, numeric, text, workdays } from './parts.js';

type GoLive = PresentedGoLiveCalendar['goLives'][number];

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
/** What an open circle, a diamond and a triangle in the calendar stand for, in words. */
function Dates({ of }: { of: PresentedGoLiveCalendar }): ReactNode {
  const goLives = of.goLives.map((one) => [
    <>
      <Value of={one.label} />
      <Proof entries={one.entries.slice(0, 1)} />
    </>,
    one.moves.map((move) => date(move.from)).join(', ') || 'geen',
    one.plannedOn.value === null ? 'niet vastgelegd' : <Fig of={one.plannedOn} as={date} />,
    one.liveOn.value === null ? 'nog niet' : <Fig of={one.liveOn} as={date} />,
  ]);
  const deadlines = of.deadlines.map((one) => [
    <>
      {`Harde deadline ${one.deadlineId}`}
      <Proof entries={one.entries} />
    </>,
    one.moves.map((move) => date(move.from)).join(', ') || 'geen',
    date(one.dueOn),
    '–',
  ]);
  return (
    <DataTable
      caption="Datums in de kalender"
      columns={['Wat', 'Eerdere datums', 'Geldende datum', 'Live']}
      empty="Er is nog geen datum vastgelegd."
      rows={[...goLives, ...deadlines]}
    />
  );
}
function Readiness({ one }: { one: GoLive }): ReactNode {
  const percent = numeric(one.readiness.percent.value);
  if (percent === undefined) return 'nog niet getoetst';
  const [met, total, blocking] = [one.readiness.met, one.readiness.total, one.readiness.blockingOpen].map(
    (figure) => numeric(figure.value) ?? '–',
  );
  return (
    <>
      {`${met} van ${total} (${percent}%), ${blocking} blokkerend open`}
      <Proof entries={one.readiness.percent.entries} />
    </>
  );
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
      <Dates of={of} />
      <DataTable
        caption="Livegang en gereedheid"
        columns={['Livegang', 'Stand', 'Verschuiving', 'Ruimte', 'Marge tot harde deadline', 'Gereed']}
        empty="Er is nog geen livegang gepland."
        rows={of.goLives.map((one) => [
          <Value of={one.label} />,
          one.state,
          one.shift.value === null ? (
            '–'
          ) : (
            <>
              <Status light={one.shiftLight} as={workdays(numeric(one.shift.value) ?? 0)} />
              <Proof entries={one.shift.entries} />
            </>
          ),
          workdays(one.shiftTolerance),
          one.margin.value === null ? (
            'geen harde deadline'
          ) : (
            <>
              <Status light={one.marginLight} as={workdays(numeric(one.margin.value) ?? 0)} />
              <Proof entries={one.margin.entries} />
            </>
          ),
          <Readiness one={one} />,
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
          <Fig of={one.daysLeft} as={(days) => (days < 0 ? 'voorbij' : workdays(days))} />,
          one.exemptions
            .map((exemption) => `${exemption.exemptionId} tot en met ${date(exemption.until)}`)
            .join('; ') || 'geen',
        ])}
      />
    </>
  );
}
function GoLiveRecord({ one }: { one: GoLive }): ReactNode {
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
          test.met === null ? (
            <Status light="geen gegevens" as="nog niet getoetst" />
          ) : test.met ? (
            <Status light="goed" as="gehaald" />
          ) : (
            <Status light="fout" as="niet gehaald" />
          ),
          test.evidence === null ? '–' : <Value of={test.evidence} />,
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
          inWords(verdict.verdict),
          verdict.decisionId,
          verdict.conditions === null ? 'geen' : <Value of={verdict.conditions} />,
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
      <Bars
        id={`incidents-${one.goLiveId}`}
        title="Meldingen na de livegang"
        desc="Aantal meldingen per week."
        bars={one.incidents.map((week) => ({ label: date(week.day), value: week.count, text: String(week.count) }))}
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
/** The words of the domain; a code that is not known is shown as it stands. */
const inWords = (code: string): string => (IN_WORDS as Readonly<Record<string, string>>)[code] ?? code;
/** Whether one can still go back, by what was recorded last. */
function rollbackOf({ steps, liveOn }: GoLive): string {
  const last = steps.findLast(({ label }) => label.startsWith('Terug'));
  if (last !== undefined) return `${last.label.toLowerCase()} op ${date(last.day)}`;
  return liveOn.value === null ? 'terugvalpunt nog niet gepasseerd' : 'live zonder vastgelegd terugvalpunt';
}
function Prepared({ one }: { one: GoLive }): ReactNode {
  return (
    <Facts
      items={[
        ['Strategie', one.strategy === null ? 'nog niet gekozen' : inWords(one.strategy)],
        ['Inwoners merken dit', one.citizenImpact ? 'ja' : 'nee'],
        ['Terugval', rollbackOf(one)],
        ['Nazorg gepland', one.aftercarePlanned ? 'ja' : 'nee'],
      ]}
    />
  );
}
function Margins({ of, id }: { of: readonly Margin[]; id: string }): ReactNode {
  return (
    <>
      <Bars
        id={`margin-${id}`}
        title="Marge tot de harde deadline"
        desc="Werkdagen tussen de livegang en de harde deadline, telkens als een van beide een nieuwe datum kreeg."
        bars={of.map((one) => ({ label: date(one.day), value: Math.max(0, one.margin), text: workdays(one.margin) }))}
      />
      <DataTable
        caption="Marge tot de harde deadline, door de tijd"
        columns={['Vanaf', 'Livegang', 'Harde deadline', 'Marge']}
        empty="Er is geen harde deadline voor deze livegang."
        rows={of.map((one) => [
          <Day of={one.day} />,
          <Day of={one.plannedOn} />,
          <Day of={one.dueOn} />,
          workdays(one.margin),
        ])}
      />
    </>
  );
}
function GoLiveSection({ one, margins }: { one: GoLive; margins: readonly Margin[] }): ReactNode {
  return (
    <Section title={text(one.label, `Livegang ${one.goLiveId}`)}>
      <Prepared one={one} />
      <Margins of={margins} id={one.goLiveId} />
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
          label: date(test.day),
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
export function GoLivePage({ of }: { of: PresentedCalendarPage }): ReactNode {
  return (
    <>
      <Section title="Kalender">
        <GoLiveTables of={of} />
      </Section>
      {of.goLives.map((one) => (
        <GoLiveSection key={one.goLiveId} one={one} margins={of.margins[one.goLiveId] ?? []} />
      ))}
      <Paper of={of.paper} />
      <AroundSections around={of.around} thing="Livegang" secret={of.secret.value} />
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
            one.deliveredOn === null ? 'nog niet' : <Day of={one.deliveredOn} />,
          ])}
        />
        {of.goLives.length === 0 ? <Paragraph>Plan eerst een livegang; dan vult deze pagina zich.</Paragraph> : null}
      </Section>
    </>
  );
}
