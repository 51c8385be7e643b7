import { Fragment, type ReactNode } from 'react';
import { DUTCH, type Knower } from '#governance';
import type { PresentedTimeline, TimelineRow } from '#read-models';
import { Columns, Lags, Scatter } from './charts/activity.js';
import { DataTable, Day, Facts, Proof, Section, Value, date, text, workdays } from './parts.js';
import { Paragraph } from './utrecht.js';

/** The slices of the state in Dutch; the names below them are those of the API. */
const SLICES: Readonly<Record<string, string>> = {
  lifecycle: 'programma',
  frames: 'kaders',
  coalition: 'rollen',
  mandates: 'mandaten',
  decisions: 'besluiten',
  scope: 'scope',
  escalations: 'escalaties',
  goLive: 'livegang',
  informationDuties: 'informatieplichten',
  meetings: 'overleggen',
  secrecy: 'geheimhouding',
  journal: 'dagboek',
  signals: 'signalen',
};
/** Names within the state that are no field of an act; a table that is called as its slice needs no name. */
const TABLES: Readonly<Record<string, string>> = {
  mandates: '',
  decisions: '',
  all: '',
  goLives: '',
  options: 'opties',
  phases: 'fasen',
  duties: 'plichten',
  deliveries: 'leveringen',
  exposures: 'openbaarheid',
  meetings: '',
  outcomes: 'uitkomsten',
  lists: 'lijsten',
  attested: 'bevestigd met',
  reviews: 'toetsen',
  baselines: 'baselines',
  history: 'verloop',
  urgency: 'urgentie',
  initiatedOn: 'gestart op',
  draftedOn: 'opgesteld op',
  submittedOn: 'ingediend op',
  takenOn: 'genomen op',
  heldOn: 'gehouden op',
  publishedOn: 'gepubliceerd op',
  attestedOn: 'bevestigd op',
  usedAmount: 'gebruikt bedrag',
  text: 'tekst',
  advice: 'advies',
  worksCouncil: 'ondernemingsraad',
  criteria: 'criteria',
  deadlines: 'deadlines',
  frames: '',
  original: 'oorspronkelijk',
  current: 'nu',
  firstOutcomeOn: 'eerste uitkomst op',
  lastHeldOn: 'laatst gehouden op',
  fulfilledOn: 'voldaan op',
  acts: 'handelingen',
  published: 'openbaar',
  lapsed: 'doorgezet',
  breached: 'termijn voorbij',
};
const wordFor = (name: string): string => TABLES[name] ?? (Object.hasOwn(DUTCH, name) ? DUTCH[name]! : name);
const pathOf = ([slice, ...rest]: readonly string[]): string =>
  [SLICES[slice ?? ''] ?? slice, ...rest.map(wordFor)].filter((word) => word !== '').join(' › ');

/** What changed in one thing is told together: a new decision is one line and not ten. */
function byThing(changes: TimelineRow['changes']): readonly (readonly [string, TimelineRow['changes']])[] {
  const things = new Map<string, TimelineRow['changes'][number][]>();
  for (const change of changes) {
    const thing = pathOf(change.path.slice(0, -1));
    things.set(thing, [...(things.get(thing) ?? []), change]);
  }
  return [...things];
}

function Changed({ of }: { of: TimelineRow }): ReactNode {
  if (of.changes.length === 0) return 'de stand blijft gelijk';
  return (
    <ul className="bs-diff">
      {byThing(of.changes).map(([thing, changes]) => (
        <li key={thing}>
          <strong>{`${thing}: `}</strong>
          {changes.map((change, index) => (
            <Fragment key={change.path.join('/')}>
              {`${index === 0 ? '' : '; '}${wordFor(change.path.at(-1) ?? '')} `}
              {change.before === null ? null : (
                <>
                  <del>
                    <Value of={change.before} />
                  </del>
                  {' → '}
                </>
              )}
              {change.after === null ? 'weg' : <Value of={change.after} />}
            </Fragment>
          ))}
        </li>
      ))}
      {of.moreChanges === 0 ? null : <li>{`en nog ${of.moreChanges}`}</li>}
    </ul>
  );
}
const instant = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)}\u00a0UTC`;

function Who({ of }: { of: TimelineRow }): ReactNode {
  return (
    <>
      {of.role}
      {of.onBehalfOf === null ? null : ` namens ${of.onBehalfOf}`}
      <span className="bs-code">
        {`${of.classification}${of.policyVersion === null ? '' : `, beleid ${of.policyVersion}`}`}
      </span>
    </>
  );
}
function What({ of }: { of: TimelineRow }): ReactNode {
  return (
    <>
      {of.label}
      <span className="bs-code">{of.entryId}</span>
      {of.marks.map((mark) => (
        <span key={mark} className="bs-code">{`! ${mark}`}</span>
      ))}
      {of.lateReason === null ? null : (
        <span className="bs-code">
          {'reden: '}
          <Value of={of.lateReason} />
        </span>
      )}
    </>
  );
}

function Entries({ of }: { of: PresentedTimeline }): ReactNode {
  const last = of.first + of.rows.length;
  return (
    <Section title="Regels, met de stand ervoor en erna">
      <Paragraph>
        {of.rows.length === 0
          ? 'Op deze bladzijde staan geen regels.'
          : `Regel ${of.first + 1} tot en met ${last} van ${of.total}, in de volgorde waarin het gebeurde.`}
        {of.nextAfter === null ? '' : ` De volgende bladzijde vraagt u op met na=${of.nextAfter}.`}
      </Paragraph>
      <DataTable
        caption="Wat er gebeurde, wie het vastlegde en wat er veranderde"
        columns={['Nummer', 'Wat', 'Gebeurd', 'Vastgelegd', 'Door', 'Verandering']}
        empty="Er zijn nog geen regels."
        rows={of.rows.map((row) => [
          <>
            {row.revision}
            <Proof entries={[row.position]} />
          </>,
          <What of={row} />,
          row.precision === 'day' ? date(row.on) : instant(row.occurredAt),
          <>
            {instant(row.recordedAt)}
            {row.lag === 0 ? null : `, ${workdays(row.lag)} later`}
          </>,
          <Who of={row} />,
          <Changed of={row} />,
        ])}
      />
    </Section>
  );
}

const LETTERS: Readonly<Record<string, string>> = {
  projectleider: 'P',
  AO: 'A',
  BO: 'B',
  college: 'C',
  raad: 'R',
  openbaar: 'O',
};
const nameOf = (fact: PresentedTimeline['disclosures'][number]): string => `${fact.label} ${fact.subject ?? ''}`.trim();

/** Since when each knew: a lane for a fact, a letter for a function. */
function Disclosures({ of }: { of: PresentedTimeline }): ReactNode {
  return (
    <Section title="Wanneer een feit bij wie bekend werd">
      <Lags
        id="disclosure"
        title="Bekend geworden bij"
        desc="P projectleider, A ambtelijk opdrachtgever, B bestuurlijk opdrachtgever, C college, R raad, O openbaar. Hoe verder naar rechts, hoe meer dagen na het feit; wie ontbreekt, weet het niet."
        lanes={of.disclosures.map((fact) => ({
          label: `${nameOf(fact)}, ${date(fact.on)}`,
          marks: of.knowers.flatMap((knower) => {
            const cell = fact.known[knower as Knower];
            return cell === null ? [] : [{ days: cell.days, letter: LETTERS[knower] ?? '●' }];
          }),
        }))}
      />
      <DataTable
        caption="Ingrijpende feiten, met sinds wanneer ieder het wist"
        columns={['Feit', 'Gebeurd', ...of.knowers]}
        empty="Er zijn nog geen ingrijpende feiten vastgelegd."
        rows={of.disclosures.map((fact) => [
          <>
            {nameOf(fact)}
            {typeof fact.title === 'string' ? `: ${text(fact.title, '')}` : null}
            <Proof entries={[fact.position]} />
          </>,
          <Day of={fact.on} />,
          ...of.knowers.map((knower) => {
            const cell = fact.known[knower as Knower];
            return cell === null ? 'nee' : <Day of={cell.since} />;
          }),
        ])}
      />
    </Section>
  );
}

/** From so many working days on, an act asks a reason for being late (X2). */
const LATE_FROM = 5;
function Habits({ of }: { of: PresentedTimeline }): ReactNode {
  const counts = new Map<number, number>();
  for (const { lag } of of.lags) counts.set(lag, (counts.get(lag) ?? 0) + 1);
  return (
    <Section title="Ritme van vastleggen">
      <Scatter
        id="lag"
        title="Tijd tussen handeling en vastlegging"
        desc={`Elk punt is een handeling; hoe hoger, hoe later vastgelegd. Boven de streep: meer dan ${LATE_FROM} werkdagen.`}
        limit={LATE_FROM}
        dots={of.lags.map(({ on, lag }) => ({ day: on, value: lag }))}
      />
      <DataTable
        caption="Aantal handelingen per vertraging"
        columns={['Werkdagen later', 'Handelingen']}
        figures={[1]}
        empty="Er zijn nog geen eigen handelingen."
        rows={[...counts].sort(([a], [b]) => a - b).map(([lag, count]) => [String(lag), String(count)])}
      />
      <Columns
        id="weeks"
        title="Handelingen per week"
        desc="Vol: op tijd vastgelegd. Gearceerd: laat vastgelegd of ingelezen."
        columns={of.weeks.map(({ week, count, late }) => ({ day: week, parts: [count - late, late, 0] }))}
      />
      <DataTable
        caption="Handelingen per week"
        columns={['Week van', 'Handelingen', 'Waarvan laat']}
        figures={[1, 2]}
        empty="Er zijn nog geen handelingen."
        rows={of.weeks.map(({ week, count, late }) => [date(week), String(count), String(late)])}
      />
    </Section>
  );
}

/** Every entry as an auditor reads it. */
export function TimelinePage({ of }: { of: PresentedTimeline }): ReactNode {
  return (
    <>
      <Section title="In het kort">
        <Facts
          items={[
            ['Regels tot en met de peildatum', String(of.total)],
            ['Waarvan laat of ingelezen', String(of.weeks.reduce((sum, { late }) => sum + late, 0))],
          ]}
        />
      </Section>
      <Entries of={of} />
      <Disclosures of={of} />
      <Habits of={of} />
    </>
  );
}
