import {} from './utrecht.js';
import type { ReactNode } from 'react';
import type {
  PresentedDecision,
  PresentedDecisionRegister,
  PresentedEscalation,
  PresentedEscalationLadder,
  PresentedScope,
} from '#read-models';
import { Bars, BurnUp } from './charts.js';
import {
  DataTable,
  Day,
  Facts,
  Fig,
  Proof,
  Section,
  Status,
  Value,
  date,
  euro,
  percentLong,
  percentShort,
  workdays,
} from './parts.js';

const numeric = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

export function Decisions({
  decisions,
  caption,
}: {
  decisions: readonly PresentedDecision[];
  caption: string;
}): ReactNode {
  return (
    <DataTable
      caption={caption}
      columns={[
        'Nummer',
        'Onderwerp',
        'Orgaan',
        'Stand',
        'Genomen',
        'Bevestigd',
        'Bevoegdheid',
        'Opties',
        'Open voorwaarden',
        'Doorlooptijd',
      ]}
      empty="Er zijn geen besluiten vastgelegd."
      rows={decisions.map((one) => [
        <>
          {one.decisionId}
          <Proof entries={one.entries} />
        </>,
        <>
          <Value of={one.publicText ?? one.subject} /> {one.dissent ? '(met afwijkend standpunt)' : ''}
        </>,
        one.body ?? 'onbekend',
        <>
          {one.state}
          {one.supersededBy === null ? '' : ` door ${one.supersededBy}`}
          {one.late ? ' (laat vastgelegd)' : ''}
        </>,
        <Day of={one.takenOn} />,
        one.attestedOn === null ? (
          one.attestation
        ) : (
          <>
            <Day of={one.attestedOn} /> ({one.attestedBy})
          </>
        ),
        one.basis === null ? '–' : one.mandateId === null ? one.basis : `${one.basis} ${one.mandateId}`,
        <Fig of={one.options} />,
        String(one.conditionsOpen),
        one.leadTime === null ? '–' : workdays(one.leadTime),
      ])}
    />
  );
}
export function Waiting({ decisions }: { decisions: readonly PresentedDecision[] }): ReactNode {
  return (
    <DataTable
      caption="Voorstellen die op een besluit wachten"
      columns={['Nummer', 'Onderwerp', 'Orgaan', 'Wacht', 'Termijn', 'Stand']}
      empty="Er wachten geen voorstellen op een besluit."
      rows={decisions.map((one) => [
        <>
          {one.decisionId}
          <Proof entries={one.entries.slice(-1)} />
        </>,
        <Value of={one.subject} />,
        one.body ?? 'onbekend',
        workdays(one.waiting?.days ?? 0),
        workdays(one.waiting?.term ?? 0),
        <Status light={one.waiting?.overdue ? 'fout' : 'goed'} />,
      ])}
    />
  );
}

export function DecisionPage({ of }: { of: PresentedDecisionRegister }): ReactNode {
  const open = of.decisions.flatMap((one) => one.conditions.filter((condition) => condition.fulfilledOn === null));
  return (
    <>
      <Section title="In het kort">
        <Facts
          items={[
            ['Genomen', <Fig of={of.counts.taken} />],
            ['Wacht op besluit', <Fig of={of.counts.waiting} />],
            ['Nog niet bevestigd', <Fig of={of.counts.unattested} />],
            ['Open voorwaarden', <Fig of={of.counts.conditionsOpen} />],
            ['Zonder uitvoering', <Fig of={of.counts.withoutExecution} />],
            ['Doorlooptijd (mediaan)', <Fig of={of.counts.medianLeadTime} as={workdays} />],
          ]}
        />
      </Section>
      <Section title="Besluiten">
        <Decisions decisions={of.decisions} caption="Alle besluiten" />
      </Section>
      <Section title="Wacht op besluit">
        <Waiting decisions={of.decisions.filter((one) => one.waiting !== null)} />
      </Section>
      <Section title="Open voorwaarden">
        <DataTable
          caption="Voorwaarden waaraan nog niet is voldaan"
          columns={['Voorwaarde', 'Wat', 'Besluit', 'Eigenaar', 'Uiterlijk', 'Houdt tegen', 'Stand']}
          empty="Er zijn geen open voorwaarden."
          rows={open.map((one) => [
            <>
              {one.conditionId}
              <Proof entries={one.entries} />
            </>,
            <Value of={one.condition} />,
            one.decisionId,
            one.owner,
            <Day of={one.dueOn} />,
            one.blocks,
            <Status light={one.overdue ? 'fout' : 'goed'} />,
          ])}
        />
      </Section>
      <Section title="Doorlooptijd">
        <Bars
          id="lead"
          title="Doorlooptijd van besluiten"
          desc="Aantal besluiten per doorlooptijd in werkdagen."
          bars={of.leadTimes.map((one) => ({
            label: one.label,
            value: numeric(one.count.value) ?? 0,
            text: String(numeric(one.count.value) ?? '–'),
          }))}
        />
        <DataTable
          caption="Aantal besluiten per doorlooptijd in werkdagen"
          columns={['Werkdagen', 'Aantal']}
          empty="Er zijn nog geen doorlooptijden."
          rows={of.leadTimes.map((one) => [one.label, <Fig of={one.count} />])}
        />
        <DataTable
          caption="Aantal besluiten per orgaan"
          columns={['Orgaan', 'Aantal']}
          empty="Er zijn nog geen besluiten."
          rows={of.perBody.map((one) => [one.body, <Fig of={one.count} />])}
        />
      </Section>
    </>
  );
}

export function Escalations({ escalations }: { escalations: readonly PresentedEscalation[] }): ReactNode {
  return (
    <>
      <Bars
        id="age"
        title="Leeftijd van escalaties"
        desc="Leeftijd per escalatie in werkdagen; dezelfde cijfers staan in de tabel."
        bars={escalations.map((one) => ({
          label: `${one.escalationId} (${one.state})`,
          value: numeric(one.ageTotal.value) ?? 0,
          text: workdays(numeric(one.ageTotal.value) ?? 0),
        }))}
      />
      <DataTable
        caption="Escalaties met leeftijd en klok"
        columns={[
          'Escalatie',
          'Onderwerp',
          'Vraag',
          'Niveau',
          'Stand',
          'Leeftijd',
          'Op dit niveau',
          'Klok',
          'Tijd per niveau',
          'Doorgezet',
          'Teruggelegd',
        ]}
        empty="Er zijn geen escalaties vastgelegd."
        rows={escalations.map((one) => [
          <>
            {one.escalationId}
            <Proof entries={one.entries} />
          </>,
          <Value of={one.subject} />,
          <Value of={one.ask} />,
          one.level === null ? '–' : `${one.level} ${one.owner ?? ''}`,
          one.state,
          <Fig of={one.ageTotal} as={workdays} />,
          one.level === null ? '–' : <Fig of={one.ageAtLevel} as={workdays} />,
          one.remaining.value === null ? (
            'geen lopende klok'
          ) : (
            <>
              <Status light={one.clock} />{' '}
              <Fig of={one.remaining} as={(days) => (days < 0 ? `${-days} wd te laat` : `nog ${days} wd`)} />
            </>
          ),
          one.timePerLevel.map((stay) => `${stay.level}: ${numeric(stay.days.value) ?? 0} wd`).join('; '),
          <Fig of={one.lapsed} />,
          <Fig of={one.bounced} />,
        ])}
      />
    </>
  );
}

export function LadderPage({ of }: { of: PresentedEscalationLadder }): ReactNode {
  const moves = of.escalations.flatMap((one) => one.moves.map((move) => ({ one, move })));
  return (
    <>
      <Section title="In het kort">
        <Facts
          items={[
            ['Open', <Fig of={of.counts.open} />],
            ['Afgerond', <Fig of={of.counts.closed} />],
            ['Doorgezet na termijn', <Fig of={of.counts.lapses} />],
            ['Teruggelegd', <Fig of={of.counts.deEscalations} />],
          ]}
        />
      </Section>
      <Section title="Ladder">
        <DataTable
          caption="Open escalaties per niveau"
          columns={['Niveau', 'Eigenaar', 'Escalaties']}
          empty=""
          rows={of.lanes.map((lane) => [lane.level, lane.holder, lane.escalations.join(', ') || 'geen'])}
        />
      </Section>
      <Section title="Escalaties">
        <Escalations escalations={of.escalations} />
      </Section>
      <Section title="Verloop">
        <DataTable
          caption="Elke stap op de ladder"
          columns={['Escalatie', 'Dag', 'Stap', 'Van', 'Naar']}
          empty="Er zijn nog geen stappen."
          rows={moves.map(({ one, move }) => [
            <>
              {one.escalationId}
              <Proof entries={move.entries} />
            </>,
            <Day of={move.day} />,
            move.kind,
            move.from ?? '–',
            move.to,
          ])}
        />
        <DataTable
          caption="Tijd per niveau (mediaan)"
          columns={['Niveau', 'Eigenaar', 'Mediaan']}
          empty=""
          rows={of.medianPerLevel.map((one) => [one.level, one.holder, <Fig of={one.days} as={workdays} />])}
        />
        <DataTable
          caption="Doorgezet na termijn, per kwartaal"
          columns={['Kwartaal', 'Aantal']}
          empty="Geen enkele termijn is verstreken."
          rows={of.lapsesPerQuarter.map((one) => [one.quarter, <Fig of={one.count} />])}
        />
      </Section>
    </>
  );
}

function ScopeChanges({ of }: { of: PresentedScope }): ReactNode {
  return (
    <DataTable
      caption="Scopewijzigingen"
      columns={['Wijziging', 'Onderwerp', 'Stand', 'Bedrag', 'Werkdagen', 'Onderdelen', 'Niveau', 'Redenen', 'Besluit']}
      empty="Er zijn geen scopewijzigingen."
      rows={of.changes.map((one) => [
        one.changeId,
        <Value of={one.subject} />,
        one.state,
        <Fig of={one.amountFigure} as={euro} />,
        <Value of={one.days} />,
        <Value of={one.items} />,
        one.level ?? '–',
        one.reasons.join(', ') || '–',
        one.decisionId ?? '–',
      ])}
    />
  );
}
export function ScopeTables({ of }: { of: PresentedScope }): ReactNode {
  const steps = of.baselines.flatMap((one) =>
    typeof one.itemCount.value === 'number' ? [{ day: one.day, value: one.itemCount.value, label: one.label }] : [],
  );
  return (
    <>
      <Facts
        items={[
          [
            'Oorspronkelijk (B0)',
            of.original === null ? (
              'Er is nog geen baseline.'
            ) : (
              <Fig of={of.original.itemCount} as={(count) => `${count} onderdelen`} />
            ),
          ],
          [
            'Nu',
            of.current === null ? (
              '–'
            ) : (
              <>
                {of.current.label}: <Fig of={of.current.itemCount} as={(count) => `${count} onderdelen`} />
              </>
            ),
          ],
          [
            'Cumulatief ten opzichte van het oorspronkelijke krediet',
            of.current === null ? '–' : <Fig of={of.current.cumulativeBasisPoints} as={percentShort} />,
          ],
          ['Werkdagen van alle goedgekeurde wijzigingen samen', <Fig of={of.cumulativeDays} as={workdays} />],
        ]}
      />
      <BurnUp
        id="scope"
        title="Scope ten opzichte van B0"
        desc="Aantal onderdelen per baseline. De streeplijn is de oorspronkelijke baseline B0."
        steps={steps}
        until={of.day}
      />
      <DataTable
        caption="Baselines"
        columns={[
          'Baseline',
          'Dag',
          'Onderdelen',
          'Verschil met B0',
          'Cumulatief bedrag',
          'Deel van oorspronkelijk krediet',
          'Einddatum',
          'Besluit',
        ]}
        empty="Er is nog geen baseline vastgesteld."
        rows={of.baselines.map((one) => [
          one.label,
          <Day of={one.day} />,
          <Fig of={one.itemCount} />,
          <Fig of={one.itemsVsOriginal} as={(n) => (n > 0 ? `+${n}` : String(n))} />,
          <Fig of={one.cumulativeAmount} as={euro} />,
          <Fig of={one.cumulativeBasisPoints} as={percentLong} />,
          <Fig of={one.endDate} as={date} />,
          one.decisionId,
        ])}
      />
      <ScopeChanges of={of} />
    </>
  );
}
export function ScopePage({ of }: { of: PresentedScope }): ReactNode {
  return (
    <>
      <Section title="Scope tegenover de oorspronkelijke baseline">
        <ScopeTables of={of} />
      </Section>
      <Section title="Onderdelen">
        <DataTable
          caption="Onderdelen en hun loop door de baselines"
          columns={['Onderdeel', 'Naam', 'Soort', 'Team', 'Vanaf', 'Vervallen in']}
          empty="Er zijn geen onderdelen te tonen."
          rows={of.items.map((one) => [
            <>
              {one.itemId}
              <Proof entries={one.entries} />
            </>,
            one.label,
            one.kind,
            one.team ?? '–',
            one.since,
            one.until ?? '–',
          ])}
        />
      </Section>
    </>
  );
}
