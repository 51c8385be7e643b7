import { createContext, useContext, type ReactNode } from 'react';
import { dossierEvents, isHidden, type OpenedDossierEvent } from '#governance';
import { DataTable } from './table.js';
import { date } from './words.js';

/** What a reader is told about one entry of the log: enough to find it, nothing that was sealed. */
export interface EvidenceLine {
  readonly position: number;
  readonly day: string;
  readonly type: string;
  readonly body: string;
}
export type Evidence = ReadonlyMap<number, EvidenceLine>;

const BODIES: Readonly<Record<string, string>> = { timekeeper: 'systeem', functioneelBeheer: 'functioneel beheer' };

/** The evidence for a report, from the events that it was computed from, opened for the same reader. */
export function evidenceOf(events: readonly OpenedDossierEvent[]): Evidence {
  return new Map(
    events.map(({ type, data, meta }) => {
      const decider = (data as Readonly<Record<string, unknown>>)['body'];
      const actor = meta.onBehalfOf ?? meta.role;
      const body = typeof decider === 'string' && !isHidden(decider) ? decider : (BODIES[actor] ?? actor);
      return [meta.position, { position: meta.position, day: meta.day, type: dossierEvents[type].label, body }];
    }),
  );
}

/** A figure that rests on more entries than fit beside it is given a note at the end of the page. */
const MAX_BESIDE = 3;

/** What a page refers to, gathered while it is written, so that the list at its end holds exactly that. */
export class Citations {
  private readonly cited = new Set<number>();
  private readonly notes = new Map<string, readonly number[]>();

  cite(positions: readonly number[]): { readonly beside: readonly number[]; readonly note: number | undefined } {
    for (const position of positions) this.cited.add(position);
    if (positions.length <= MAX_BESIDE) return { beside: positions, note: undefined };
    const key = positions.join();
    this.notes.set(key, positions);
    return { beside: [], note: [...this.notes.keys()].indexOf(key) + 1 };
  }
  get positions(): readonly number[] {
    return [...this.cited].sort((a, b) => a - b);
  }
  get longLists(): readonly (readonly number[])[] {
    return [...this.notes.values()];
  }
}
export const CitationContext = createContext<Citations | undefined>(undefined);

const Entry = ({ position }: { position: number }): ReactNode => (
  <a href={`#regel-${position}`} aria-label={`bewijs: regel ${position}`}>
    {position}
  </a>
);

/** Links to the entries in the log that a figure rests on. */
export function Proof({ entries }: { entries: readonly number[] }): ReactNode {
  const citations = useContext(CitationContext);
  const positions = [...new Set(entries)].sort((a, b) => a - b);
  if (positions.length === 0 || citations === undefined) return null;
  const { beside, note } = citations.cite(positions);
  return (
    <span className="bs-proof">
      {note === undefined ? (
        beside.map((position) => <Entry key={position} position={position} />)
      ) : (
        <a href={`#noot-${note}`} aria-label={`bewijs: noot ${note}, ${positions.length} regels`}>
          {`noot ${note}`}
        </a>
      )}
    </span>
  );
}

/** Proves offline that the entry stands in the signed log; there is none before it is signed. */
const Receipt = ({ position, signedSize }: { position: number; signedSize: number }): ReactNode =>
  position < signedSize ? (
    <a href={`/v1/logboek/entries/${position}/bewijs`} aria-label={`bewijs van regel ${position}`}>
      bewijs
    </a>
  ) : (
    <>nog niet ondertekend</>
  );

/**
 * Every entry that the page refers to. A figure leads to a place on its own page, so that a saved page still holds
 * together; from there the receipt is at the server that made it. Entries from `signedSize` on are not signed yet.
 */
export function EvidenceList(props: { of: Citations; evidence: Evidence | undefined; signedSize: number }): ReactNode {
  const { of, evidence, signedSize } = props;
  const lines = of.positions.map(
    (position) => evidence?.get(position) ?? { position, day: null, type: null, body: null },
  );
  return (
    <>
      {of.longLists.length === 0 ? null : (
        <DataTable
          caption="Noten: cijfers die op meer dan drie regels rusten"
          columns={['Noot', 'Regels in het logboek']}
          empty=""
          rows={of.longLists.map((positions, index) => [
            <span id={`noot-${index + 1}`}>{`noot ${index + 1}`}</span>,
            <span className="bs-many">
              {positions.map((position) => (
                <Entry key={position} position={position} />
              ))}
            </span>,
          ])}
        />
      )}
      <DataTable
        caption="Regels in het logboek waarop dit rapport rust"
        columns={['Regel', 'Dag', 'Wat', 'Door', 'Bewijs']}
        stack={false}
        empty="Dit rapport verwijst naar geen enkele regel."
        rows={lines.map((line) => [
          <span id={`regel-${line.position}`}>{line.position}</span>,
          line.day === null ? '–' : date(line.day),
          line.type ?? 'zie het logboek',
          line.body ?? '–',
          <Receipt position={line.position} signedSize={signedSize} />,
        ])}
      />
    </>
  );
}
