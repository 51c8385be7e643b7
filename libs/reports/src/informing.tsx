import type { ReactNode } from 'react';
import { dossierEvents } from '#governance';
import type {
  PresentedCouncilReport,
  PresentedDuty,
  PresentedInforming,
  PresentedReport,
  PresentedSource,
  SecretItem,
} from '#read-models';
import { Gantt } from './charts/time.js';
import { DataTable, Day, Proof, Section, Status, Value, date, numeric, text, workdays } from './parts.js';
import { Paragraph } from './utrecht.js';

const KIND: Readonly<Record<PresentedDuty['kind'], string>> = {
  wettelijk: 'wettelijke plicht',
  kader: 'kader van de raad',
  periodiek: 'vaste rapportage',
  toezegging: 'toezegging',
  motie: 'motie',
  raadsvraag: 'raadsvraag',
  college: 'bijpraten van het college',
  publicatie: 'publicatie',
};
const CREDITOR: Readonly<Record<PresentedDuty['creditor'], string>> = {
  raad: 'raad',
  college: 'college',
  commissie: 'commissie',
  openbaar: 'iedereen',
  belanghebbenden: 'belanghebbenden',
};

/** The number of a duty that the engine derived says nothing to a reader; what it is about does. */
export const about = (one: PresentedDuty): string => one.about.join(', ') || one.dutyId;

function Owed({ one }: { one: PresentedDuty }): ReactNode {
  return (
    <>
      {about(one)}
      <Proof entries={one.entries} />
      <span className="bs-code">{KIND[one.kind]}</span>
    </>
  );
}
export function Judged({ one }: { one: PresentedDuty }): ReactNode {
  const late = numeric(one.workingDaysLate.value) ?? 0;
  if (one.imported) return 'uit import, zonder klok';
  const words: Readonly<Record<PresentedDuty['status'], string>> = {
    Ontstaan: 'binnen de termijn',
    Gepland: 'gepland, binnen de termijn',
    Verlopen: `${workdays(late)} te laat, nog niet gegeven`,
    Voldaan: 'op tijd',
    'Voldaan te laat': `${workdays(late)} te laat`,
    'Tijdig, te laat vastgelegd': 'op tijd, te laat vastgelegd',
    Vervallen: 'vervallen',
  };
  return <Status light={one.light} as={words[one.status]} />;
}

function OwedTable(props: { duties: readonly PresentedDuty[]; caption: string; empty: string }): ReactNode {
  return (
    <DataTable
      caption={props.caption}
      columns={['Waarover', 'Onderwerp', 'Aan', 'Door', 'Uiterlijk', 'Oordeel']}
      empty={props.empty}
      rows={props.duties.map((one) => [
        <Owed one={one} />,
        <Value of={one.subject} />,
        CREDITOR[one.creditor],
        one.owing,
        <>
          <Day of={one.dueOn} />
          {one.plannedOn === null ? null : `, gepland op ${date(one.plannedOn)}`}
        </>,
        <Judged one={one} />,
      ])}
    />
  );
}

/** Everything that was owed to somebody, with when the college and the raad knew. */
function Ledger({ of, day }: { of: PresentedInforming; day: string }): ReactNode {
  const told = of.duties.filter(({ fulfilledOn, dueOn }) => fulfilledOn !== null || dueOn <= day);
  return (
    <>
      <Gantt
        id="ledger"
        title="Van ontstaan tot geïnformeerd"
        desc="○ plicht ontstaan, ◇ termijn, ● geïnformeerd op tijd, ✗ geïnformeerd na de termijn."
        today={day}
        lanes={(told.length > 0 ? told : of.duties).map((one) => ({
          label: text(one.subject, about(one)),
          marks: [
            { day: one.knownOn, sign: '○' },
            { day: one.dueOn, sign: '◇' },
            ...(one.fulfilledOn === null
              ? []
              : [{ day: one.fulfilledOn, sign: one.fulfilledOn > one.dueOn ? '✗' : '●' }]),
          ],
        }))}
      />
      <DataTable
        caption="Informatieplichten: wat, wie wist het wanneer, en op tijd of niet"
        columns={['Waarover', 'Onderwerp', 'Bekend bij college', 'Termijn', 'Gegeven', 'Met', 'Oordeel']}
        empty="Er is nog geen informatieplicht ontstaan."
        rows={of.duties.map((one) => [
          <Owed one={one} />,
          <Value of={one.subject} />,
          one.collegeKnewOn === null ? '–' : <Day of={one.collegeKnewOn} />,
          <Day of={one.dueOn} />,
          one.fulfilledOn === null ? 'nog niet' : <Day of={one.fulfilledOn} />,
          one.fulfilledOn === null ? '–' : <Value of={one.document} />,
          <Judged one={one} />,
        ])}
      />
    </>
  );
}

/** Section 10 of the college report: what is owed, what is overdue, and what the raad does not know. */
export function Duties({ of }: { of: PresentedReport }): ReactNode {
  return (
    <Section title="Informatieplichten">
      <OwedTable
        duties={of.informing.overdue}
        caption="Te laat en nog niet gegeven"
        empty="Er is geen informatieplicht te laat."
      />
      <OwedTable
        duties={of.informing.soon}
        caption="De komende 30 dagen"
        empty="Er zijn geen informatieplichten in de komende 30 dagen."
      />
      <Unknown of={of} />
      <Ledger of={of.informing} day={of.day} />
    </Section>
  );
}

const labelOf = (type: string): string => dossierEvents[type as keyof typeof dossierEvents]?.label ?? type;
function Unknown({ of }: { of: PresentedReport }): ReactNode {
  if (of.unknownToRaad === null)
    return <Paragraph className="bs-none">Wat de raad nog niet weet, is voor dit rapport niet berekend.</Paragraph>;
  return (
    <DataTable
      caption="Bekend bij raad: nee"
      columns={['Feit', 'Nummer', 'Gebeurd']}
      empty="Er zijn geen ingrijpende feiten die de raad niet weet."
      rows={of.unknownToRaad.map((fact) => [
        <>
          {labelOf(fact.type)}
          <Proof entries={fact.entries} />
        </>,
        fact.subject ?? '–',
        <Day of={fact.on} />,
      ])}
    />
  );
}

export function Secrets({ of }: { of: readonly SecretItem[] }): ReactNode {
  const count = of.length === 1 ? '1 onderwerp' : `${of.length} onderwerpen`;
  return (
    <>
      <Paragraph>{of.length === 0 ? 'Er is niets geheim.' : `${count} onder geheimhouding.`}</Paragraph>
      {of.length === 0 ? null : (
        <DataTable
          caption="Geheimhouding: hoeveel, waarom en hoe lang"
          columns={['Onderwerp', 'Grond', 'Opgelegd door', 'Opheffing door', 'Herziening op']}
          empty=""
          rows={of.map((one, index) => [
            <>
              {`${index + 1}`}
              <Proof entries={one.entries} />
            </>,
            one.articles.join('; '),
            `${one.imposedBy}, ${date(one.imposedOn)}`,
            one.liftableBy,
            one.reviewOn === null ? (
              'geen datum'
            ) : one.reviewOverdue ? (
              <Status light="let op" as={`${date(one.reviewOn)}, voorbij`} />
            ) : (
              <Day of={one.reviewOn} />
            ),
          ])}
        />
      )}
    </>
  );
}

/** What is asked of the raad, what it was promised and what it is owed: three lists, and the ledger of how that went. */
export function CouncilLists({ of }: { of: PresentedCouncilReport }): ReactNode {
  const hidden = numeric(of.withheld.duties.value) ?? 0;
  return (
    <>
      <Asked of={of} />
      <Section title="Wat is u toegezegd: toezeggingen, moties en vragen">
        <Promised of={of.informing.promised} />
      </Section>
      <Section title="Wat krijgt u nog van ons">
        <Paragraph>
          {of.nextOn === null
            ? of.informing.overdue.length === 0
              ? 'Er staat nu niets open.'
              : 'Wij zijn te laat met wat hieronder staat.'
            : `U hoort uiterlijk op ${date(of.nextOn)} weer van ons over dit programma.`}
        </Paragraph>
        <OwedTable duties={of.informing.overdue} caption="Te laat" empty="Er is niets te laat." />
        <OwedTable
          duties={[...of.informing.soon, ...of.informing.later]}
          caption="Nog te geven"
          empty="Er zijn geen open informatieplichten."
        />
        {hidden === 0 ? null : (
          <Paragraph>{`Daarnaast ${hidden === 1 ? 'is er 1 informatieplicht' : `zijn er ${hidden} informatieplichten`} over iets dat nog niet openbaar is.`}</Paragraph>
        )}
      </Section>
      <Section title="Informatieplichten: op tijd of niet">
        <Ledger of={of.informing} day={of.day} />
      </Section>
    </>
  );
}

function Asked({ of }: { of: PresentedCouncilReport }): ReactNode {
  return (
    <Section title="Wat vragen wij van u">
      <DataTable
        caption="Voorstellen en agendapunten, met hun fase"
        columns={['Onderwerp', 'Nummer', 'Fase', 'Dag']}
        empty="Er ligt nu geen vraag bij de raad."
        rows={of.asked.map((one) => [
          <>
            <Value of={one.what} />
            <Proof entries={one.entries} />
          </>,
          one.reference ?? '–',
          one.stage,
          one.on === null ? '–' : <Day of={one.on} />,
        ])}
      />
      <DataTable
        caption="Eerder besproken in raad en commissie"
        columns={['Dag', 'Waar', 'Fase', 'Onderwerp']}
        empty="Er is nog niet over dit programma vergaderd."
        rows={of.treated.map((one) => [
          <>
            <Day of={one.on} />
            <Proof entries={one.entries} />
          </>,
          one.body ?? '–',
          one.stage,
          <Value of={one.what} />,
        ])}
      />
    </Section>
  );
}

function Promised({ of }: { of: readonly PresentedSource[] }): ReactNode {
  return (
    <DataTable
      caption="Toezeggingen, moties en vragen, met hun stand"
      columns={['Nummer', 'Soort', 'Onderwerp', 'Van', 'Uiterlijk', 'Afgedaan met', 'Stand']}
      empty="Er zijn geen toezeggingen, moties of vragen vastgelegd."
      rows={of.map((one) => [
        <>
          {one.sourceId}
          <Proof entries={one.entries} />
        </>,
        one.kind,
        <Value of={one.subject} />,
        <Day of={one.on} />,
        <Day of={one.dueOn} />,
        one.endedOn === null ? (
          '–'
        ) : (
          <>
            <Value of={one.document} />, <Day of={one.endedOn} />
          </>
        ),
        <Status light={one.light} as={one.status} />,
      ])}
    />
  );
}
