import type { ReactNode } from 'react';
import type { PresentedReport } from '#read-models';
import type { Citations, Evidence } from './citations.js';
import { DataTable, Day, Proof, Section, Value, date } from './parts.js';

const TITLE = 'Gewijzigd sinds de vorige rapportage';
const caption = (since: string): string => `Wat is vastgelegd na ${date(since)}`;
const nothing = (since: string): string => `Er is niets gewijzigd na ${date(since)}.`;

/** For the reports that keep what happened, with its subject. */
export function Changes({ of }: { of: Pick<PresentedReport, 'since' | 'changes'> }): ReactNode {
  return (
    <Section title={TITLE}>
      <DataTable
        caption={caption(of.since)}
        columns={['Dag', 'Wat', 'Onderwerp']}
        empty={nothing(of.since)}
        rows={of.changes.map((one) => [
          <>
            <Day of={one.day} />
            <Proof entries={[one.position]} />
          </>,
          one.label,
          one.what === null ? '–' : <Value of={one.what} />,
        ])}
      />
    </Section>
  );
}

/** For the registers: the entries behind this very page that came after the previous report. */
export function ChangedSince({ since, of, evidence }: { since: string; of: Citations; evidence: Evidence }): ReactNode {
  const lines = of.positions.flatMap((position) => evidence.get(position) ?? []).filter((line) => line.day > since);
  return (
    <Section title={TITLE}>
      <DataTable
        caption={caption(since)}
        columns={['Dag', 'Wat', 'Door']}
        empty={nothing(since)}
        rows={lines.map((line) => [
          <>
            <Day of={line.day} />
            <Proof entries={[line.position]} />
          </>,
          line.type,
          line.body,
        ])}
      />
    </Section>
  );
}
