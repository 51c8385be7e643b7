import { Paragraph } from './utrecht.js';
import type { ReactNode } from 'react';
import type { PresentedCouncilReport, PresentedReport } from '#read-models';
import { Bars, type Bar } from './charts.js';
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
  percentLong,
  percentShort,
} from './parts.js';
import { GoLiveTables } from './go-live.js';
import { Decisions, Escalations, ScopeTables, Waiting } from './registers.js';

type Report = Omit<PresentedReport, 'signals'>;
type Tolerance = Report['tolerances'][number];

const inUnit =
  (one: Tolerance) =>
  (value: number): string =>
    one.unit === 'basispunten' ? percentShort(value) : `${value} ${one.unit}`;
const plain =
  (one: Tolerance) =>
  (value: number | string): string =>
    typeof value === 'string' ? date(value) : one.axis === 'geld' ? euro(value) : String(value);

function Head({ of }: { of: Report }): ReactNode {
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
          ['Status, afgeleid', <Status light={of.status} />],
          ['Sturingsvorm', of.mode ?? 'niet vastgelegd'],
          ...of.roles.map(
            (one) =>
              [
                one.role,
                one.person.value === null ? (
                  <span className="bs-light bs-fout">✗ vacant</span>
                ) : (
                  <Fig of={one.person} />
                ),
              ] as const,
          ),
          [
            'Harde deadline',
            of.goLive.deadlines.length === 0
              ? 'niet vastgelegd'
              : of.goLive.deadlines.map((one) => (
                  <span key={one.deadlineId}>
                    {date(one.dueOn)}
                    <Proof entries={one.entries} />
                  </span>
                )),
          ],
        ]}
      />
    </Section>
  );
}

function Tolerances({ of }: { of: Report }): ReactNode {
  const bars = of.tolerances.flatMap((one): Bar[] =>
    typeof one.used.value === 'number'
      ? [
          {
            label: one.axis,
            value: one.unit === 'basispunten' ? one.used.value / 100 : one.used.value,
            text: `${inUnit(one)(one.used.value)}, grens ${one.limit === null ? '–' : inUnit(one)(one.limit)}`,
            limit: one.limit === null ? undefined : one.unit === 'basispunten' ? one.limit / 100 : one.limit,
          },
        ]
      : [],
  );
  return (
    <Section title="Ruimte en afwijking">
      <Bars
        id="tolerance"
        title="Gebruikte ruimte per onderdeel"
        desc="De balk is wat is gebruikt, de streep de grens. De tabel geeft dezelfde cijfers."
        bars={bars}
      />
      <DataTable
        caption="Afwijking ten opzichte van de oorspronkelijke en de huidige stand"
        columns={['Onderdeel', 'Wat', 'Afwijking', 'Grens', 'Oorspronkelijk', 'Nu', 'Oordeel']}
        empty="Er zijn nog geen kaders vastgelegd."
        rows={of.tolerances.map((one) => [
          one.axis,
          one.label,
          one.note === null ? <Fig of={one.used} as={inUnit(one)} /> : one.note,
          one.limit === null ? '–' : inUnit(one)(one.limit),
          <Value of={one.original} as={plain(one)} />,
          <Value of={one.current} as={plain(one)} />,
          <>
            <Status light={one.light} />
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
    </Section>
  );
}

function Money({ of }: { of: Report }): ReactNode {
  const { money } = of;
  let from = 0;
  const bars = money.changes.flatMap((change): Bar[] => {
    if (typeof change.amount.value !== 'number') return [];
    const bar = { label: change.label, value: change.amount.value / 100, text: euro(change.amount.value), from };
    from += bar.value;
    return [bar];
  });
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
              <Fig of={money.cumulative} as={euro} /> –{' '}
              {money.cumulativeBasisPoints.value === null ? (
                'deel van het krediet niet vastgelegd'
              ) : (
                <Value of={money.cumulativeBasisPoints.value} as={percentLong} />
              )}
            </>,
          ],
          ['Gerealiseerd en prognose', 'Er zijn geen boekingen vastgelegd.'],
        ]}
      />
      <Bars
        id="money"
        title="Opbouw van de wijzigingen in geld"
        desc="Elke goedgekeurde wijziging begint waar de vorige eindigt."
        bars={bars}
      />
      <DataTable
        caption="Goedgekeurde wijzigingen in geld"
        columns={['Wijziging', 'Onderwerp', 'Bedrag']}
        empty="Er zijn geen goedgekeurde wijzigingen."
        rows={money.changes.map((one) => [one.label, <Value of={one.subject} />, <Fig of={one.amount} as={euro} />])}
      />
    </Section>
  );
}

function Milestones({ of }: { of: Report }): ReactNode {
  return (
    <Section title="Mijlpalen">
      <DataTable
        caption="Mijlpalen met alle verwachtingen"
        columns={['Mijlpaal', 'Gepland', 'Verwachtingen', 'Bereikt']}
        empty="Er zijn geen mijlpalen vastgelegd."
        rows={of.milestones.map((one) => [
          <>
            <Value of={one.label} />
            <Proof entries={one.entries} />
          </>,
          <Day of={one.plannedOn} />,
          one.forecasts.map((forecast) => date(forecast.forecastOn)).join(' → ') || 'geen',
          <Day of={one.reachedOn} />,
        ])}
      />
    </Section>
  );
}

/** Imported amounts are cents as text; anything else is printed as the file had it. */
const imported = (field: string, value: string): string =>
  field === 'kosten' && /^-?\d{1,15}$/.test(value) ? euro(Number(value)) : value;
function Snapshots({ of }: { of: Report }): ReactNode {
  if (of.snapshots.length === 0) return null;
  const rows = of.snapshots.flatMap((one) =>
    Array.isArray(one.fields)
      ? one.fields.map((field) => [
          <>
            <Day of={one.day} />
            <Proof entries={one.entries} />
          </>,
          field.field,
          field.was === undefined ? '–' : imported(field.field, field.was),
          field.state === 'onthouden'
            ? `onthouden (${field.ground ?? 'geen grond genoemd'})`
            : field.state === 'nietGemeld'
              ? 'niet gemeld'
              : imported(field.field, field.value ?? '–'),
        ])
      : [
          [
            <>
              <Day of={one.day} />
              <Proof entries={one.entries} />
            </>,
            'alles',
            '–',
            <Value of={one.fields as never} />,
          ],
        ],
  );
  return (
    <Section title="Ingelezen jaaroverzichten">
      <DataTable
        caption="Wat elk jaaroverzicht meldde"
        columns={['Peildatum', 'Gegeven', 'Was', 'Gemeld']}
        empty=""
        rows={rows}
      />
    </Section>
  );
}

function Changes({ of }: { of: Report }): ReactNode {
  return (
    <Section title="Gewijzigd sinds de vorige rapportage">
      <DataTable
        caption={`Wat is vastgelegd na ${date(of.since)}`}
        columns={['Dag', 'Wat', 'Onderwerp']}
        empty={`Er is niets gewijzigd na ${date(of.since)}.`}
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

const SEVERITY = { rood: 'fout', oranje: 'let op', info: 'geen gegevens' } as const;
export function CollegePage({ of }: { of: PresentedReport }): ReactNode {
  return (
    <>
      <Head of={of} />
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
      <Section title="Rollen zonder invulling">
        <DataTable
          caption="Perioden waarin een rol niet was vervuld"
          columns={['Rol', 'Vanaf', 'Tot', 'Duur']}
          empty="Alle rollen waren steeds vervuld."
          rows={of.roleGaps.map((one) => [
            one.role,
            <Day of={one.from} />,
            one.until === null ? 'nog open' : <Day of={one.until} />,
            <Fig of={one.days} as={(days) => `${days} dagen`} />,
          ])}
        />
      </Section>
      <Section title="Signalen">
        {of.signals === null ? (
          <Paragraph>De signalen zijn voor dit rapport niet berekend.</Paragraph>
        ) : (
          <DataTable
            caption="Signalen op de peildatum"
            columns={['Signaal', 'Ernst', 'Sinds', 'Toelichting']}
            empty="Er zijn geen signalen."
            rows={of.signals.map((one) => [
              `${one.label} (${one.code})`,
              <Status light={SEVERITY[one.severity]} />,
              <Day of={one.since} />,
              one.detail,
            ])}
          />
        )}
      </Section>
      <Section title="Risico's, draagvlak en informatieplichten">
        <Paragraph>Hierover is in dit dossier nog niets vastgelegd.</Paragraph>
      </Section>
      <Snapshots of={of} />
      <Changes of={of} />
    </>
  );
}

const subjects = (count: unknown, one: string, more: string): string =>
  count === 1 ? `1 onderwerp ${one}` : `${String(count)} onderwerpen ${more}`;

export function CouncilPage({ of }: { of: PresentedCouncilReport }): ReactNode {
  const { intern, geheim } = of.withheld;
  return (
    <>
      <Head of={of} />
      <Section title="Wat dit rapport niet toont">
        <Paragraph>{`${subjects(intern.value, 'is', 'zijn')} niet openbaar. ${subjects(geheim.value, 'valt', 'vallen')} onder geheimhouding.`}</Paragraph>
      </Section>
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
            <Value of={one.measure} />,
          ])}
        />
      </Section>
      <Section title="Toezeggingen, moties en informatieplichten">
        <Paragraph>Hierover is in dit dossier nog niets vastgelegd.</Paragraph>
      </Section>
      <Snapshots of={of} />
      <Changes of={of} />
    </>
  );
}
