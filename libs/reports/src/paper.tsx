import type { ReactNode } from 'react';
import type { PresentedPaper } from '#read-models';
import { DataTable, Day, Fig, Proof, Section, Status, Value, date, workdays } from './parts.js';
import { Paragraph } from './utrecht.js';

type Stream = PresentedPaper['streams'][number];
function Standing({ of }: { of: Stream }): ReactNode {
  if (of.leftScope && of.closedOn === null) return <Status light={of.light} as="open, buiten de scope" />;
  const over = of.workingDaysOver > 0 ? `, ${workdays(of.workingDaysOver)} na de einddatum` : '';
  const open = of.until === null ? 'open, zonder einddatum' : `open${over}`;
  return <Status light={of.light} as={of.closedOn === null ? open : `gesloten op ${date(of.closedOn)}${over}`} />;
}

/** What was closed in time is counted: a row for each would hide those that are still open. */
const needsLooking = ({ closedOn, workingDaysOver }: Stream): boolean => closedOn === null || workingDaysOver > 0;

/** Paper beside digital with its last day, and who answers for which process. */
export function Paper({ of }: { of: PresentedPaper }): ReactNode {
  return (
    <Section title="Papier en processen">
      {of.inScope === null ? null : (
        <Paragraph>
          Van de <Fig of={of.inScope.all} /> onderdelen van de scope zijn er <Fig of={of.inScope.digital} /> als proces
          vastgelegd en zonder papier ernaast.
        </Paragraph>
      )}
      <DataTable
        caption="Papier naast digitaal: wat open is, en wat te laat sloot"
        columns={['Papierstroom', 'Proces', 'Team', 'Sinds', 'Einddatum', 'Stand']}
        empty={
          of.streams.length === 0 ? 'Er zijn geen papierstromen vastgelegd.' : 'Al het papier is op tijd gesloten.'
        }
        rows={of.streams.filter(needsLooking).map((one) => [
          <>
            <Value of={one.label} />
            <Proof entries={one.entries} />
          </>,
          one.process === null ? 'hele programma' : <Value of={one.process} />,
          one.team ?? '–',
          <Day of={one.registeredOn} />,
          <>
            {one.until === null ? 'geen' : <Day of={one.until} />}
            {one.earlier.length === 0 ? null : `, eerder ${one.earlier.map(date).join(', ')}`}
          </>,
          <Standing of={one} />,
        ])}
      />
      {of.streams.length === 0 ? null : (
        <Paragraph>
          Van alle papierstromen zijn er <Fig of={of.counts.open} /> open en <Fig of={of.counts.closed} /> gesloten.
        </Paragraph>
      )}
      <DataTable
        caption="Processen per team"
        columns={['Team', 'Processen', 'Zonder eigenaar', 'Met papier ernaast', 'Alleen digitaal', 'Papier leidend']}
        empty="Er zijn geen processen vastgelegd."
        figures={[1, 2, 3, 4, 5]}
        rows={of.teams.map((one) => [
          one.team,
          <Fig of={one.processes} />,
          <Fig of={one.withoutOwner} />,
          <Fig of={one.hybrid} />,
          <Fig of={one.digital} />,
          <Fig of={one.ledByPaper} />,
        ])}
      />
      <DataTable
        caption="Processen zonder eigenaar"
        columns={['Proces', 'Team']}
        empty="Er is geen vastgelegd proces zonder eigenaar."
        rows={of.withoutOwner.map((one) => [
          <>
            <Value of={one.label} />
            <Proof entries={one.entries} />
          </>,
          one.team ?? '–',
        ])}
      />
    </Section>
  );
}
