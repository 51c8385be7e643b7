import type { ReactNode } from 'react';
import type { FactRow, KnowledgeAnswer, KnownSince, PresentedKnowledge } from '#read-models';
import { DataTable, Day, Facts, Proof, Section, Status, Value, date, workdays } from './parts.js';
import { Paragraph } from './utrecht.js';

const NAMES: Readonly<Record<string, string>> = {
  projectleider: 'Projectleider',
  AO: 'Ambtelijk opdrachtgever',
  BO: 'Bestuurlijk opdrachtgever',
  college: 'College',
  raad: 'Raad',
  openbaar: 'Openbaar',
};
const nameOf = (knower: string): string => NAMES[knower] ?? knower;
const lagOf = ({ days, workingDays }: { days: number; workingDays: number }): string =>
  days === 0 ? 'dezelfde dag' : `na ${days} ${days === 1 ? 'dag' : 'dagen'} (${workdays(workingDays)})`;

/** Since when, by what, and how long after. */
function Cell({ of }: { of: KnownSince | null }): ReactNode {
  if (of === null) return <span className="bs-none">weet het niet</span>;
  return (
    <>
      {`${date(of.since)}, ${lagOf(of)}: ${of.way}`}
      {of.document === null ? null : (
        <>
          {' '}
          (<Value of={of.document} />)
        </>
      )}
      <Proof entries={of.entries} />
    </>
  );
}
function Press({ of }: { of: FactRow }): ReactNode {
  if (of.press === null) return '–';
  return (
    <>
      {`${date(of.press.on)}, ${lagOf(of.press)}: `}
      <Value of={of.press.medium} />
      <Proof entries={of.press.entries} />
    </>
  );
}
function What({ of }: { of: FactRow }): ReactNode {
  return (
    <>
      {of.label}
      {of.subject === null ? null : ` ${of.subject}`}
      {of.title === null ? null : (
        <>
          {': '}
          <Value of={of.title} />
        </>
      )}
      <Proof entries={[of.position]} />
    </>
  );
}

function Matrix({
  of,
  rows,
  caption,
  empty,
}: {
  of: PresentedKnowledge;
  rows: readonly FactRow[];
  caption: string;
  empty: string;
}): ReactNode {
  return (
    <DataTable
      caption={caption}
      columns={['Feit', 'Gebeurd', ...of.knowers.map(nameOf), 'Pers']}
      empty={empty}
      rows={rows.map((fact) => [
        <What of={fact} />,
        <Day of={fact.on} />,
        ...of.knowers.map((knower) => <Cell of={fact.known[knower]} />),
        <Press of={fact} />,
      ])}
    />
  );
}

/** Terms that belong to a fact: by when it was owed, and how late it came. */
function Terms({ rows }: { rows: readonly FactRow[] }): ReactNode {
  const terms = new Map(rows.flatMap((fact) => fact.terms.map((term) => [term.dutyId, { fact, term }])));
  return (
    <DataTable
      caption="Informatieplichten bij deze feiten"
      columns={['Plicht', 'Aan', 'Waarover', 'Uiterlijk', 'Gegeven', 'Oordeel']}
      empty="Bij deze feiten is geen informatieplicht ontstaan."
      rows={[...terms.values()].map(({ fact, term }) => [
        <>
          {term.dutyId}
          <Proof entries={term.entries} />
        </>,
        nameOf(term.creditor),
        fact.subject ?? fact.label,
        <Day of={term.dueOn} />,
        term.fulfilledOn === null ? 'nog niet' : <Day of={term.fulfilledOn} />,
        term.workingDaysLate > 0 ? (
          <Status light="fout" as={`${workdays(term.workingDaysLate)} te laat`} />
        ) : (
          <Status light="goed" as={term.fulfilledOn === null ? 'nog binnen de termijn' : 'op tijd'} />
        ),
      ])}
    />
  );
}

export function KnowledgePage({ of }: { of: PresentedKnowledge }): ReactNode {
  const material = of.facts.filter((fact) => fact.material);
  const unknown = material.filter((fact) => fact.known.raad === null);
  return (
    <>
      <Section title="In het kort">
        <Paragraph>
          Iemand weet iets door een eigen handeling, door een document aan het hele orgaan, door een escalatie of omdat
          het openbaar is. Wat de pers bracht telt niet als informeren en staat apart.
        </Paragraph>
        <Facts
          items={[
            ['Feiten', String(of.facts.length)],
            ['Daarvan ingrijpend voor de raad', String(material.length)],
            [
              'Ingrijpend en niet bij de raad bekend',
              <Status light={unknown.length === 0 ? 'goed' : 'fout'} as={String(unknown.length)} />,
            ],
          ]}
        />
      </Section>
      <Section title="Ingrijpende feiten: wie wist het, en sinds wanneer">
        <Matrix
          of={of}
          rows={material}
          caption="Ingrijpende feiten voor de raad, met sinds wanneer ieder het wist"
          empty="Er zijn nog geen ingrijpende feiten vastgelegd."
        />
        <Terms rows={material} />
      </Section>
      <Section title="Alle feiten">
        <Matrix
          of={of}
          rows={of.facts}
          caption="Alle feiten, met sinds wanneer ieder het wist"
          empty="Er zijn nog geen feiten vastgelegd."
        />
      </Section>
    </>
  );
}

/** The answer to "Wat wist {orgaan} op {datum} over {onderwerp}?", with its evidence. */
export function AnswerPage({ of }: { of: KnowledgeAnswer }): ReactNode {
  const one = { ...of, knowers: [of.knower], facts: [] } as unknown as PresentedKnowledge;
  return (
    <>
      <Section title={`Wat wist ${nameOf(of.knower)} op ${date(of.day)} over ${of.subject}?`}>
        <Paragraph>{of.answer}</Paragraph>
        {of.title === null ? null : (
          <Paragraph>
            Het gaat over: <Value of={of.title} />
          </Paragraph>
        )}
      </Section>
      <Section title="Wist het">
        <Matrix of={one} rows={of.knew} caption="Feiten die bekend waren" empty="Niets." />
      </Section>
      <Section title="Wist het niet">
        <Matrix of={one} rows={of.didNotKnow} caption="Feiten die er wel waren, maar niet bekend" empty="Niets." />
        <Terms rows={[...of.knew, ...of.didNotKnow]} />
      </Section>
    </>
  );
}
