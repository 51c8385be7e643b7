import { Paragraph } from './utrecht.js';
import type { ReactNode } from 'react';
import type { PresentedCouncilReport, PresentedReport } from '#read-models';
import { Changes } from './changes.js';
import { Bars, type Bar } from './charts/bars.js';
import { Decisions, Waiting } from './decisions.js';
import { Escalations } from './escalations.js';
import { GoLiveTables } from './go-live.js';
import { CouncilLists, Duties, Secrets } from './informing.js';
import { Milestones } from './milestones.js';
import {
  DataTable,
  Day,
  Facts,
  Fig,
  Proof,
  Section,
  Status,
  Value,
  date,
  euro,
  numeric,
  percentLong,
  percentShort,
  workdays,
} from './parts.js';
import { MoneySteps, ScopeTables } from './scope.js';

type Report = Omit<PresentedReport, 'signals' | 'unknownToRaad'>;
type Tolerance = Report['tolerances'][number];

const ROLE_NAMES: Readonly<Record<string, string>> = {
  BO: 'Bestuurlijk opdrachtgever',
  AO: 'Ambtelijk opdrachtgever',
  projectleider: 'Projectleider',
};
const roleName = (role: string): string => ROLE_NAMES[role] ?? role;

const inUnit =
  (one: Tolerance) =>
  (value: number): string =>
    one.unit === 'basispunten'
      ? percentShort(value)
      : one.unit === 'werkdagen'
        ? workdays(value)
        : `${value} ${value === 1 && one.unit === 'onderdelen' ? 'onderdeel' : one.unit}`;
const plain =
  (one: Tolerance) =>
  (value: number | string): string =>
    typeof value === 'string' ? date(value) : one.axis === 'geld' ? euro(value) : String(value);

function HardDeadlines({ of }: { of: Report }): ReactNode {
  if (of.goLive.deadlines.length === 0) return 'niet vastgelegd';
  const margins = of.goLive.goLives.filter((one) => one.margin.value !== null);
  return (
    <>
      {of.goLive.deadlines.map((one) => (
        <div key={one.deadlineId}>
          {date(one.dueOn)}
          <Proof entries={one.entries} />
        </div>
      ))}
      {margins.map((one) => (
        <div key={one.goLiveId}>
          {'Marge: '}
          <Status light={one.marginLight} as={workdays(numeric(one.margin.value) ?? 0)} />
        </div>
      ))}
    </>
  );
}

const OVERALL: Readonly<Record<Report['status'], string>> = {
  goed: 'op koers',
  'let op': 'let op',
  fout: 'bijsturen nodig',
  'geen gegevens': 'geen gegevens',
};
function Head({ of, absent }: { of: Report; absent: string }): ReactNode {
  return (
    <Section title="Stand">
      <Facts
        items={[
          ['Programma', <Fig of={of.name} />],
          [
            'Fase',
            <>
              <Fig of={of.phase} />
              {of.paused === null ? '' : ` – stilgelegd sinds ${date(of.paused.since)} (${of.paused.reason})`}
            </>,
          ],
          ['Status, afgeleid van de cijfers', <Status light={of.status} as={OVERALL[of.status]} />],
          ['Sturingsvorm', of.mode ?? absent],
          ...of.roles.map(
            (one) =>
              [
                roleName(one.role),
                one.person.value === null ? <Status light="fout" as="vacant" /> : <Fig of={one.person} />,
              ] as const,
          ),
          ['Harde deadline', <HardDeadlines of={of} />],
        ]}
      />
    </Section>
  );
}

const ROOM: Readonly<Record<Tolerance['light'], string>> = {
  goed: 'binnen de ruimte',
  'let op': 'nadert de grens',
  fout: 'buiten de ruimte',
  'geen gegevens': 'geen gegevens',
};
/** How much of its room each part has used: only so do days, euros and parts fit on one scale. */
function roomUsed(of: Report): Bar[] {
  return of.tolerances.flatMap((one): Bar[] => {
    // The margin to a deadline is room that is left, not room that was used.
    if (one.axis === 'risico' || typeof one.used.value !== 'number' || one.limit === null || one.limit <= 0) return [];
    const share = Math.round((Math.abs(one.used.value) * 100) / one.limit);
    const words = `${share}% (${inUnit(one)(one.used.value)} van ${inUnit(one)(one.limit)})`;
    return [{ label: one.axis, value: share, text: words, limit: 100 }];
  });
}

function Tolerances({ of }: { of: Report }): ReactNode {
  return (
    <Section title="Ruimte en afwijking">
      <Bars
        id="tolerance"
        title="Gebruikte ruimte per onderdeel"
        desc="De streep is de grens, 100%. Wat erbuiten valt is gearceerd."
        bars={roomUsed(of)}
      />
      <DataTable
        caption="Afwijking ten opzichte van de oorspronkelijke (B0) en de huidige stand"
        columns={['Onderdeel', 'Wat', 'Afwijking', 'Grens', 'Oorspronkelijk (B0)', 'Nu', 'Oordeel']}
        empty="Er zijn nog geen kaders vastgelegd."
        rows={of.tolerances.map((one) => [
          one.axis,
          one.label,
          one.note === null ? <Fig of={one.used} as={inUnit(one)} /> : one.note,
          one.limit === null ? '–' : inUnit(one)(one.limit),
          one.original === null ? '–' : <Value of={one.original} as={plain(one)} />,
          one.current === null ? '–' : <Value of={one.current} as={plain(one)} />,
          <>
            <Status light={one.light} as={ROOM[one.light]} />
            {one.overruled === null ? null : (
              <>
                {' '}
                – overruled naar {one.overruled.status} tot en met {date(one.overruled.until)} (besluit{' '}
                {one.overruled.decisionId})<Proof entries={one.overruled.entries} />
              </>
            )}
          </>,
        ])}
      />
      <Benefits of={of} />
    </Section>
  );
}

/** Benefits are counted in tenths. */
const tenths = (value: number): string => String(value / 10).replace('.', ',');
function Benefits({ of }: { of: Report }): ReactNode {
  return (
    <DataTable
      caption="Baten"
      columns={['Baat', 'Nulmeting', 'Doel', 'Laatste meting']}
      figures={[1, 2]}
      empty="Er zijn nog geen baten vastgelegd."
      rows={of.benefits.map((one) => {
        const last = one.measured.at(-1);
        return [
          <>
            <Value of={one.label} />
            <Proof entries={one.entries} />
          </>,
          <Value of={one.baseline} as={tenths} />,
          <Value of={one.target} as={tenths} />,
          last === undefined ? (
            'nog niet gemeten'
          ) : (
            <>
              <Value of={last.value} as={tenths} /> op {date(last.day)}
              <Proof entries={last.entries} />
            </>
          ),
        ];
      })}
    />
  );
}

function Money({ of }: { of: Report }): ReactNode {
  const { money } = of;
  return (
    <Section title="Geld">
      <Facts
        items={[
          ['Oorspronkelijk krediet', <Fig of={money.credit} as={euro} />],
          ['Waarvan onvoorzien', <Fig of={money.contingency} as={euro} />],
          ['Gegund volgens besluiten', <Fig of={money.awarded} as={euro} />],
          [
            'Wijzigingen samen',
            <>
              <Value of={money.cumulative.value} as={euro} />
              {money.cumulativeBasisPoints.value === null ? (
                ', deel van het krediet niet vastgelegd'
              ) : (
                <>
                  , <Value of={money.cumulativeBasisPoints.value} as={percentLong} /> van het oorspronkelijke krediet
                </>
              )}
              <Proof entries={[...money.cumulative.entries, ...money.cumulativeBasisPoints.entries]} />
            </>,
          ],
          ['Gerealiseerd en prognose', 'Er zijn geen boekingen vastgelegd.'],
        ]}
      />
      <MoneySteps of={of.scope} />
    </Section>
  );
}

/** Imported amounts are cents as text; anything else is printed as the file had it. */
const imported = (field: string, value: string): string =>
  field === 'kosten' && /^-?\d{1,15}$/.test(value) ? euro(Number(value)) : value;

type Snapshot = Report['snapshots'][number];
function snapshotRows(one: Snapshot): ReactNode[][] {
  const day = (
    <>
      <Day of={one.day} />
      <Proof entries={one.entries} />
    </>
  );
  if (!Array.isArray(one.fields)) return [[day, 'alles', '–', <Value of={one.fields} />]];
  return one.fields.map((field) => [
    day,
    field.field,
    field.was === undefined ? '–' : imported(field.field, field.was),
    field.state === 'onthouden'
      ? `onthouden (${field.ground ?? 'geen grond genoemd'})`
      : field.state === 'nietGemeld'
        ? 'niet gemeld'
        : imported(field.field, field.value ?? '–'),
  ]);
}
function Snapshots({ of }: { of: Report }): ReactNode {
  if (of.snapshots.length === 0) return null;
  return (
    <Section title="Ingelezen jaaroverzichten">
      <DataTable
        caption="Wat elk jaaroverzicht meldde"
        columns={['Peildatum', 'Gegeven', 'Was', 'Gemeld']}
        empty="De jaaroverzichten meldden niets."
        rows={of.snapshots.flatMap(snapshotRows)}
      />
    </Section>
  );
}

const NOT_YET = 'Hierover is in dit dossier nog niets vastgelegd.';
/** A subject without acts says so: silence would read as "nothing the matter". */
function NothingYet({ title }: { title: string }): ReactNode {
  return (
    <Section title={title}>
      <Paragraph className="bs-none">{NOT_YET}</Paragraph>
    </Section>
  );
}

function RoleGaps({ of }: { of: Report }): ReactNode {
  return (
    <Section title="Rollen zonder invulling">
      <DataTable
        caption="Perioden waarin een rol niet was vervuld"
        columns={['Rol', 'Vanaf', 'Tot', 'Duur']}
        empty="Alle rollen waren steeds vervuld."
        rows={of.roleGaps.map((one) => [
          roleName(one.role),
          <Day of={one.from} />,
          one.until === null ? 'nog open' : <Day of={one.until} />,
          <Fig of={one.days} as={(days) => `${days} dagen`} />,
        ])}
      />
    </Section>
  );
}

const SEVERITY = { rood: 'fout', oranje: 'let op', info: 'geen gegevens' } as const;
function Signals({ of }: { of: PresentedReport }): ReactNode {
  return (
    <Section title="Signalen">
      {of.signals === null ? (
        <Paragraph className="bs-none">De signalen zijn voor dit rapport niet berekend.</Paragraph>
      ) : (
        <DataTable
          caption="Signalen op de peildatum"
          columns={['Signaal', 'Ernst', 'Sinds', 'Toelichting']}
          empty="Er zijn geen signalen."
          rows={of.signals.map((one) => [
            <>
              {one.label}
              <span className="bs-code">{one.code.replaceAll('_', '_\u200b')}</span>
            </>,
            <Status light={SEVERITY[one.severity]} as={one.severity} />,
            <Day of={one.since} />,
            one.detail,
          ])}
        />
      )}
    </Section>
  );
}

export function CollegePage({ of }: { of: PresentedReport }): ReactNode {
  return (
    <>
      <Head of={of} absent="niet vastgelegd" />
      <Changes of={of} />
      <Section title="Gevraagd besluit en wachtende voorstellen">
        <Waiting decisions={of.decisionsWaiting} />
      </Section>
      <Section title="Besluiten">
        <Decisions decisions={of.decisionsTaken} caption="Genomen besluiten" />
      </Section>
      <Section title="Escalaties">
        <Escalations escalations={of.escalations} />
      </Section>
      <Tolerances of={of} />
      <Section title="Scope">
        <ScopeTables of={of.scope} />
      </Section>
      <Money of={of} />
      <Milestones of={of} />
      <Section title="Livegang">
        <GoLiveTables of={of.goLive} />
      </Section>
      <NothingYet title="Risico's" />
      <NothingYet title="Draagvlak" />
      <Duties of={of} />
      <Section title="Geheimhouding">
        <Secrets of={of.secretItems} />
      </Section>
      <RoleGaps of={of} />
      <Signals of={of} />
      <Snapshots of={of} />
    </>
  );
}

function Withheld({ of }: { of: PresentedCouncilReport }): ReactNode {
  const { intern, geheim } = of.withheld;
  const subjects = (count: unknown, one: string, more: string): string =>
    count === 1 ? `1 onderwerp ${one}` : `${String(count)} onderwerpen ${more}`;
  return (
    <Section title="Wat dit rapport niet toont">
      <Paragraph>{`${subjects(intern.value, 'is', 'zijn')} niet openbaar. ${subjects(geheim.value, 'is', 'zijn')} als geheim vastgelegd.`}</Paragraph>
      <Secrets of={of.secretItems} />
    </Section>
  );
}

function Lessons({ of }: { of: Report }): ReactNode {
  return (
    <Section title="Lessen">
      <DataTable
        caption="Lessen en wat het programma ermee doet"
        columns={['Les', 'Maatregel']}
        empty="Er zijn geen openbare lessen vastgelegd."
        rows={of.lessons.map((one) => [
          <>
            <Value of={one.lesson} />
            <Proof entries={one.entries} />
          </>,
          one.measure === null ? 'nog geen maatregel' : <Value of={one.measure} />,
        ])}
      />
    </Section>
  );
}

export function CouncilPage({ of }: { of: PresentedCouncilReport }): ReactNode {
  return (
    <>
      <Head of={of} absent="niet openbaar" />
      <CouncilLists of={of} />
      <Changes of={of} />
      <Tolerances of={of} />
      <Section title="Scope">
        <ScopeTables of={of.scope} />
      </Section>
      <Money of={of} />
      <Section title="Besluiten">
        <Decisions decisions={of.decisionsTaken} caption="Openbare besluiten" />
      </Section>
      <Milestones of={of} />
      <Section title="Livegang">
        <GoLiveTables of={of.goLive} />
      </Section>
      <Lessons of={of} />
      <Withheld of={of} />
      <Snapshots of={of} />
    </>
  );
}
