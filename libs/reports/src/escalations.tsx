import type { ReactNode } from 'react';
import type { PresentedEscalation, PresentedEscalationLadder, PresentedLadder } from '#read-models';
import { AroundSections } from './around.js';
import { Bars, Stacks } from './charts/bars.js';
import { DataTable, Day, Facts, Fig, Proof, Section, Status, Value, numeric, workdays } from './parts.js';

const daysLeft = (days: number): string => (days < 0 ? `${workdays(-days)} te laat` : `nog ${workdays(days)}`);
function Clock({ one }: { one: PresentedEscalation }): ReactNode {
  const left = numeric(one.remaining.value);
  if (left === undefined) return 'geen lopende termijn';
  return (
    <>
      <Status light={one.clock} as={daysLeft(left)} />
      <Proof entries={one.remaining.entries} />
    </>
  );
}

function Ages({ escalations }: { escalations: readonly PresentedEscalation[] }): ReactNode {
  return (
    <Bars
      id="age"
      title="Leeftijd van escalaties"
      desc="Werkdagen sinds de escalatie is opgeworpen, of tot zij is afgerond."
      bars={escalations.map((one) => ({
        label: `${one.escalationId} (${one.state})`,
        value: numeric(one.ageTotal.value) ?? 0,
        text: workdays(numeric(one.ageTotal.value) ?? 0),
      }))}
    />
  );
}

/** The escalations as a report shows them: what is asked of whom, how old, and how long there is left. */
export function Escalations({ escalations }: { escalations: readonly PresentedEscalation[] }): ReactNode {
  return (
    <>
      <Ages escalations={escalations} />
      <DataTable
        caption="Escalaties met leeftijd en termijn"
        columns={['Escalatie', 'Onderwerp', 'Vraag', 'Niveau', 'Stand', 'Leeftijd', 'Op dit niveau', 'Termijn']}
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
          <Clock one={one} />,
        ])}
      />
    </>
  );
}

function Ladder({ of }: { of: PresentedEscalationLadder }): ReactNode {
  const found = new Map(of.escalations.map((one) => [one.escalationId, one]));
  return (
    <Section title="Ladder">
      <DataTable
        caption="Open escalaties per niveau, hoogste niveau boven"
        columns={['Niveau', 'Eigenaar', 'Escalaties']}
        empty=""
        rows={[...of.lanes].reverse().map((lane) => [
          lane.level,
          lane.holder,
          lane.escalations.length === 0 ? (
            'geen'
          ) : (
            <ul className="bs-lane">
              {lane.escalations.flatMap((id) => {
                const one = found.get(id);
                if (one === undefined) return [];
                return [
                  <li key={id}>
                    <strong>{id}</strong> <Value of={one.subject} />. Vraag: <Value of={one.ask} /> Leeftijd{' '}
                    {workdays(numeric(one.ageTotal.value) ?? 0)}, <Clock one={one} />
                  </li>,
                ];
              })}
            </ul>
          ),
        ])}
      />
    </Section>
  );
}

function TimePerLevel({ of }: { of: PresentedEscalationLadder }): ReactNode {
  return (
    <Section title="Tijd per niveau">
      <Stacks
        id="levels"
        title="Tijd per niveau"
        desc="Werkdagen die elke escalatie op elk niveau heeft gelegen, van het laagste niveau naar het hoogste."
        stacks={of.escalations.map((one) => ({
          label: one.escalationId,
          parts: one.timePerLevel.map(({ level, days }) => ({ name: level, value: numeric(days.value) ?? 0 })),
        }))}
      />
      <DataTable
        caption="Werkdagen per escalatie en niveau"
        columns={['Escalatie', 'Niveau', 'Werkdagen']}
        empty="Er zijn geen escalaties vastgelegd."
        rows={of.escalations.flatMap((one) =>
          one.timePerLevel.map((stay) => [one.escalationId, stay.level, <Fig of={stay.days} />]),
        )}
      />
      <DataTable
        caption="Mediaan per niveau"
        columns={['Niveau', 'Eigenaar', 'Mediaan']}
        empty=""
        rows={of.medianPerLevel.map((one) => [
          one.level,
          one.holder,
          one.days.value === null ? 'geen escalaties' : <Fig of={one.days} as={workdays} />,
        ])}
      />
    </Section>
  );
}

function Course({ of }: { of: PresentedEscalationLadder }): ReactNode {
  const moves = of.escalations.flatMap((one) => one.moves.map((move) => ({ one, move })));
  return (
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
        caption="Hoe vaak doorgezet en teruggelegd"
        columns={['Escalatie', 'Doorgezet na termijn', 'Teruggelegd']}
        empty="Er zijn geen escalaties vastgelegd."
        rows={of.escalations.map((one) => [one.escalationId, <Fig of={one.lapsed} />, <Fig of={one.bounced} />])}
      />
      <Bars
        id="lapses"
        title="Verstreken termijnen"
        desc="Hoe vaak een termijn verstreek, per kwartaal."
        bars={of.lapsesPerQuarter.map((one) => ({
          label: one.quarter,
          value: numeric(one.count.value) ?? 0,
          text: String(numeric(one.count.value) ?? 0),
        }))}
      />
      <DataTable
        caption="Doorgezet na termijn, per kwartaal"
        columns={['Kwartaal', 'Aantal']}
        empty="Er is geen enkele termijn verstreken."
        rows={of.lapsesPerQuarter.map((one) => [one.quarter, <Fig of={one.count} />])}
      />
    </Section>
  );
}

function Answers({ of }: { of: PresentedEscalationLadder }): ReactNode {
  const answers = of.escalations.flatMap((one) => one.answers.map((answer) => ({ one, answer })));
  return (
    <DataTable
      caption="Antwoorden"
      columns={['Escalatie', 'Niveau', 'Dag', 'Antwoord', 'Besluit']}
      empty="Er is nog geen antwoord gegeven."
      rows={answers.map(({ one, answer }) => [
        <>
          {one.escalationId}
          <Proof entries={answer.entries} />
        </>,
        answer.level,
        <Day of={answer.day} />,
        answer.answer === null ? '–' : <Value of={answer.answer} />,
        answer.decisionId ?? '–',
      ])}
    />
  );
}

export function LadderPage({ of }: { of: PresentedLadder }): ReactNode {
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
      <Ladder of={of} />
      <Section title="Escalaties">
        <Escalations escalations={of.escalations} />
        <Answers of={of} />
      </Section>
      <TimePerLevel of={of} />
      <Course of={of} />
      <AroundSections around={of.around} thing="Escalatie" secret={of.secret.value} />
    </>
  );
}
