import type { ReactNode } from 'react';
import type { PresentedPaper } from '#read-models';
import { DataTable, Day, Fig, Proof, Section, Status, Value, date, workdays } from './parts.js';

type Stream = PresentedPaper['streams'][number];
function Standing({ of }: { of: Stream }): ReactNode {
  const over = of.workingDaysOver > 0 ? `, ${workdays(of.workingDaysOver)} na de einddatum` : '';
  const open = of.until === null ? 'open, zonder einddatum' : `open${over}`;
  return <Status light={of.light} as={of.closedOn === null ? open : `gesloten op ${date(of.closedOn)}${over}`} />;
}

/** Paper beside digital with its last day, and who answers for which process. */
export function Paper({ of }: { of: PresentedPaper }): ReactNode {
  return (
    <Section title="Papier en processen">
      <DataTable
        caption="Papier naast digitaal"
        columns={['Papierstroom', 'Proces', 'Team', 'Sinds', 'Einddatum', 'Stand']}
        empty="Er zijn geen papierstromen vastgelegd."
        rows={of.streams.map((one) => [
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
      <DataTable
        caption="Processen per team"
        columns={['Team', 'Processen', 'Zonder eigenaar', 'Met papier ernaast', 'Alleen digitaal']}
        empty="Er zijn geen processen vastgelegd."
        figures={[1, 2, 3, 4]}
        rows={of.teams.map((one) => [
          one.team,
          <Fig of={one.processes} />,
          <Fig of={one.withoutOwner} />,
          <Fig of={one.hybrid} />,
          <Fig of={one.digital} />,
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
