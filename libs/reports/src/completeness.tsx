import type { ReactNode } from 'react';
import { dossierEvents } from '#governance';
import type { PresentedCompleteness } from '#read-models';
import { DataTable, Day, Facts, Fig, Proof, Section, Status, Value, date, numeric, workdays } from './parts.js';
import { Paragraph } from './utrecht.js';

const labelOf = (type: string): string => dossierEvents[type as keyof typeof dossierEvents]?.label ?? type;
const Count = ({ of }: { of: number }): ReactNode => <Status light={of === 0 ? 'goed' : 'let op'} as={String(of)} />;

function Brief({ of }: { of: PresentedCompleteness }): ReactNode {
  return (
    <Section title="In het kort">
      <Facts
        items={[
          ['Regels in dit dossier', <Fig of={of.entries} />],
          [
            'Gaten in de nummering (moet 0 zijn)',
            <Status
              light={of.gaps.length === 0 ? 'goed' : 'fout'}
              as={of.gaps.length === 0 ? '0' : `${of.gaps.length}: ${of.gaps.slice(0, 20).join(', ')}`}
            />,
          ],
          ['Vergaderingen zonder verslag', <Count of={of.meetingsWithoutReport.length} />],
          ['Vergaderingen zonder besluitenlijst', <Count of={of.meetingsWithoutList.length} />],
          ['Lijstnummers zonder besluit', <Count of={of.numbersWithoutDecision.length} />],
          ['Besluiten die niet op de lijst staan', <Count of={of.decisionsNotListed.length} />],
          ['Tijd tussen handeling en vastlegging (mediaan)', <Fig of={of.medianLag} as={workdays} />],
          ['Laat vastgelegd', <Count of={of.late.length} />],
          ['Rectificaties', String(of.rectified.length)],
          ['Geweigerde pogingen', <Fig of={of.refusedTotal} />],
        ]}
      />
    </Section>
  );
}

function Meetings({ of }: { of: PresentedCompleteness }): ReactNode {
  const rows = (meetings: PresentedCompleteness['meetingsWithoutList']): ReactNode[][] =>
    meetings.map((one) => [
      <>
        {one.meetingId}
        <Proof entries={one.entries} />
      </>,
      one.body ?? 'overleg',
      <Day of={one.heldOn} />,
      <Day of={one.dueOn} />,
    ]);
  const columns = ['Vergadering', 'Van', 'Gehouden', 'Termijn tot en met'];
  return (
    <Section title="Vergaderingen en besluitenlijsten">
      <DataTable
        caption="Vergaderingen waarvan het verslag of de uitkomst ontbreekt"
        columns={columns}
        empty="Van elke vergadering is een uitkomst vastgelegd, of de termijn loopt nog."
        rows={rows(of.meetingsWithoutReport)}
      />
      <DataTable
        caption="Vergaderingen waarvan de besluitenlijst ontbreekt"
        columns={columns}
        empty="Van elke vergadering is een besluitenlijst gepubliceerd, of de termijn loopt nog."
        rows={rows(of.meetingsWithoutList)}
      />
      <Unlisted
        of={of.numbersWithoutDecision}
        caption="Nummers op een lijst waarvan het besluit ontbreekt"
        first="Lijstnummer"
        empty="Bij elk nummer op een lijst hoort een besluit in dit dossier."
      />
      <Unlisted
        of={of.decisionsNotListed}
        caption="Besluiten die niet op de lijst van hun vergadering staan"
        first="Besluit"
        empty="Elk besluit staat op de lijst van zijn vergadering, of die lijst is er nog niet."
      />
    </Section>
  );
}
function Unlisted(props: {
  of: PresentedCompleteness['decisionsNotListed'];
  caption: string;
  first: string;
  empty: string;
}): ReactNode {
  return (
    <DataTable
      caption={props.caption}
      columns={[props.first, 'Van', 'Vergadering', 'Lijst gepubliceerd']}
      empty={props.empty}
      rows={props.of.map(({ number, list, entries }) => [
        <>
          {number}
          <Proof entries={entries} />
        </>,
        list.body,
        <Day of={list.meetingOn} />,
        <Day of={list.publishedOn} />,
      ])}
    />
  );
}

function Corrections({ of }: { of: PresentedCompleteness }): ReactNode {
  return (
    <Section title="Rectificaties">
      <DataTable
        caption="Wat is rechtgezet; wat er eerst stond blijft in het logboek"
        columns={['Dag', 'Welk veld', 'Reden', 'Bewijs']}
        empty="Er is niets gerectificeerd."
        rows={of.rectified.map((one) => [
          <>
            <Day of={one.on} />
            <Proof entries={one.entries} />
          </>,
          one.fields.join(', '),
          <Value of={one.reason} />,
          <Value of={one.evidence} />,
        ])}
      />
    </Section>
  );
}

function Late({ of }: { of: PresentedCompleteness }): ReactNode {
  return (
    <Section title="Laat vastgelegd">
      <DataTable
        caption="Handelingen die meer dan vijf werkdagen later zijn vastgelegd"
        columns={['Handeling', 'Gebeurd', 'Vastgelegd', 'Later', 'Door', 'Reden']}
        empty="Er is niets laat vastgelegd."
        rows={of.late.map((one) => [
          <>
            {labelOf(one.type)}
            <Proof entries={one.entries} />
          </>,
          <Day of={one.on} />,
          <Day of={one.recordedOn} />,
          workdays(one.lag),
          one.role,
          <Value of={one.reason} />,
        ])}
      />
    </Section>
  );
}

function Imports({ of }: { of: PresentedCompleteness }): ReactNode {
  return (
    <Section title="Ingelezen historie">
      <DataTable
        caption="Partijen die zijn ingelezen"
        columns={['Partij', 'Bron', 'Ingelezen', 'Regels', 'Vingerafdruk (SHA-256)']}
        figures={[3]}
        empty="Er is geen historie ingelezen."
        rows={of.imports.map((one) => [
          <>
            {one.batch}
            <Proof entries={one.entries} />
          </>,
          <Value of={one.source} />,
          one.on === null ? 'nog niet afgesloten' : date(one.on),
          one.stated === null || one.stated === one.count ? (
            String(one.count)
          ) : (
            <Status light="fout" as={`${one.count}, opgegeven: ${one.stated}`} />
          ),
          <Value of={one.sha256} />,
        ])}
      />
    </Section>
  );
}

/** What should be in the dossier and is not, what came late, what was corrected and what was read in. */
export function CompletenessPage({ of }: { of: PresentedCompleteness }): ReactNode {
  return (
    <>
      <Brief of={of} />
      <Meetings of={of} />
      <Late of={of} />
      <Corrections of={of} />
      <Imports of={of} />
      <Section title="Geweigerde pogingen">
        <Paragraph>
          {numeric(of.refusedTotal.value) === 0
            ? 'Er zijn geen pogingen geweigerd.'
            : 'Een poging die de regels niet toelaten verandert niets, maar blijft staan. Eén poging kan meer regels breken.'}
        </Paragraph>
        <DataTable
          caption="Geweigerde pogingen per regel"
          columns={['Regel', 'Aantal']}
          figures={[1]}
          empty="Er zijn geen regels gebroken."
          rows={of.refused.map(({ code, count }) => [code, String(count)])}
        />
      </Section>
    </>
  );
}
