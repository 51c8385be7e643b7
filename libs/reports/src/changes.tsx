import type { ReactNode } from 'react';
import type { PresentedReport } from '#read-models';
import type { Citations, Evidence } from './citations.js';
import { DataTable, Day, Proof, Section, Value, date } from './parts.js';

const TITLE = 'Gewijzigd sinds de vorige rapportage';
const caption = (since: string): string => `Wat is vastgelegd na ${date(since)}`;
const nothing = (since: string): string => `Er is niets gewijzigd na ${date(since)}.`;

type Change = PresentedReport['changes'][number];

/** The same thing done many times on one day is one line, with all its entries behind it. */
function grouped(changes: readonly Change[]): readonly (readonly Change[])[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = JSON.stringify([change.day, change.type, change.what]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups.values()];
}

/** For the reports that keep what happened, with its subject. */
export function Changes({ of }: { of: Pick<PresentedReport, 'since' | 'changes'> }): ReactNode {
  return (
    <Section title={TITLE}>
      <DataTable
        caption={caption(of.since)}
        columns={['Dag', 'Wat', 'Onderwerp']}
        empty={nothing(of.since)}
        rows={grouped(of.changes).map((group) => {
          const one = group[0]!;
          return [
            <>
              <Day of={one.day} />
              <Proof entries={group.map(({ position }) => position)} />
            </>,
            group.length === 1 ? one.label : `${one.label} (${group.length} keer)`,
            one.what === null ? '–' : <Value of={one.what} />,
          ];
        })}
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
