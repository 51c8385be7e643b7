import type { ReactNode } from 'react';
import { DUTCH } from '#governance';
import type { BaselineDifference, PresentedScope, Told } from '#read-models';
import { Waterfall, type Fall } from './charts/bars.js';
import { BurnUp } from './charts/time.js';
import {
  DataTable,
  Day,
  Facts,
  Fig,
  Proof,
  Section,
  Value,
  date,
  euro,
  numeric,
  percentLong,
  percentShort,
  signed,
  signedEuro,
  text,
  workdays,
} from './parts.js';

const items = (count: number): string => `${count} ${count === 1 ? 'onderdeel' : 'onderdelen'}`;

const noOriginal = (of: PresentedScope): string =>
  of.baselines.length === 0 ? 'Er is nog geen baseline.' : 'Deze baseline is niet openbaar.';

function ScopeFacts({ of }: { of: PresentedScope }): ReactNode {
  return (
    <Facts
      items={[
        ['Oorspronkelijk (B0)', of.original === null ? noOriginal(of) : <Fig of={of.original.itemCount} as={items} />],
        [
          'Nu',
          of.current === null ? (
            '–'
          ) : (
            <>
              {of.current.label}: <Fig of={of.current.itemCount} as={items} />
            </>
          ),
        ],
        [
          'Wijzigingen samen, deel van het oorspronkelijke krediet',
          of.current === null ? '–' : <Fig of={of.current.cumulativeBasisPoints} as={percentShort} />,
        ],
        ['Werkdagen van alle goedgekeurde wijzigingen samen', <Fig of={of.cumulativeDays} as={workdays} />],
      ]}
    />
  );
}

/** Changes in the number of parts, from one baseline to the next. */
function fallsOf(of: PresentedScope): Fall[] {
  return of.baselines.slice(1).flatMap((one, index) => {
    const [before, now] = [numeric(of.baselines[index]!.itemCount.value), numeric(one.itemCount.value)];
    return before === undefined || now === undefined
      ? []
      : [{ label: one.label, change: now - before, text: signed(now - before) }];
  });
}

function Changes({ of }: { of: PresentedScope }): ReactNode {
  return (
    <DataTable
      caption="Scopewijzigingen"
      columns={['Wijziging', 'Onderwerp', 'Stand', 'Bedrag', 'Werkdagen', 'Onderdelen', 'Beslist door', 'Waarom daar']}
      figures={[3, 4, 5]}
      empty="Er zijn geen scopewijzigingen."
      rows={of.changes.map((one) => [
        <>
          {one.changeId}
          <Proof entries={one.entries} />
        </>,
        <Value of={one.subject} />,
        one.state,
        <Value of={one.amountFigure.value} as={signedEuro} />,
        <Value of={one.days} as={signed} />,
        <Value of={one.items} as={signed} />,
        `${one.level ?? '–'}${one.decisionId === null ? '' : ` (besluit ${one.decisionId})`}`,
        one.reasons.join(', ') || '–',
      ])}
    />
  );
}

/** The values of a correction are JSON texts; money is told as money. */
const corrected =
  (field: string) =>
  (value: string): string =>
    /amount/i.test(field) && /^-?\d{1,15}$/.test(value) ? euro(Number(value)) : value.replace(/^"|"$/g, '');
function Rectified({ of }: { of: PresentedScope }): ReactNode {
  if (of.rectified.length === 0) return null;
  return (
    <DataTable
      caption="Rectificaties: wat er stond en wat nu telt"
      columns={['Bij', 'Welk gegeven', 'Stond er', 'Telt nu', 'Sinds', 'Reden']}
      figures={[2, 3]}
      empty=""
      rows={of.rectified.map((one) => [
        <>
          {`${one.thing}: ${one.label.toLowerCase()}`}
          <Proof entries={one.entries} />
        </>,
        Object.hasOwn(DUTCH, one.field) ? DUTCH[one.field] : one.field,
        <Value of={one.was} as={corrected(one.field)} />,
        <Value of={one.is} as={corrected(one.field)} />,
        <Day of={one.on} />,
        <Value of={one.reason} />,
      ])}
    />
  );
}

export function ScopeTables({ of }: { of: PresentedScope }): ReactNode {
  const steps = of.baselines.flatMap((one) =>
    typeof one.itemCount.value === 'number' ? [{ day: one.day, value: one.itemCount.value, label: one.label }] : [],
  );
  return (
    <>
      <ScopeFacts of={of} />
      <BurnUp
        id="scope"
        title={`Scope ten opzichte van ${steps[0]?.label ?? 'B0'}`}
        desc="Aantal onderdelen per baseline. De streeplijn is de eerste baseline."
        steps={steps}
        until={of.day}
      />
      <DataTable
        caption="Baselines"
        columns={[
          'Baseline',
          'Dag',
          'Onderdelen',
          'Verschil met B0',
          'Wijzigingen samen',
          'Deel van oorspronkelijk krediet',
          'Einddatum',
          'Besluit',
        ]}
        figures={[2, 3, 4, 5]}
        empty="Er is nog geen baseline vastgesteld."
        rows={of.baselines.map((one) => [
          <>
            {one.label}
            <Proof entries={one.entries} />
          </>,
          <Day of={one.day} />,
          <Value of={one.itemCount.value} />,
          <Value of={one.itemsVsOriginal.value} as={signed} />,
          <Value of={one.cumulativeAmount.value} as={euro} />,
          <Fig of={one.cumulativeBasisPoints} as={percentLong} />,
          <Value of={one.endDate.value} as={date} />,
          one.decisionId,
        ])}
      />
      <Changes of={of} />
      <Rectified of={of} />
    </>
  );
}

const named = (of: Told<readonly string[]>): ReactNode => (
  <Value of={of} as={(names: readonly string[]) => names.join(', ') || 'geen'} />
);
const shift = ({ from, to }: BaselineDifference['endDates']): string =>
  typeof from !== 'string' || typeof to !== 'string'
    ? 'niet vastgelegd'
    : from === to
      ? `blijft ${date(to)}`
      : `${date(from)} wordt ${date(to)}`;
function Differences({ of }: { of: PresentedScope }): ReactNode {
  return (
    <Section title="Verschil tussen baselines">
      <DataTable
        caption="Tussen elke twee baselines; eerst de oorspronkelijke en de huidige"
        columns={['Van → naar', 'Onderdelen', 'Toegevoegd', 'Vervallen', 'Bedrag', 'Einddatum']}
        figures={[1, 4]}
        empty="Er is nog geen tweede baseline om mee te vergelijken."
        rows={of.differences.map((one) => [
          `${one.from} → ${one.to}`,
          <Fig of={one.count} as={signed} />,
          named(one.added),
          named(one.removed),
          <Value of={one.amount.value} as={signedEuro} />,
          shift(one.endDates),
        ])}
      />
    </Section>
  );
}

function HowItCameAbout({ of }: { of: PresentedScope }): ReactNode {
  const first = of.baselines[0];
  const start = numeric(first?.itemCount.value);
  const falls = fallsOf(of);
  return (
    <Section title="Opbouw van de scope">
      {first === undefined || start === undefined ? null : (
        <Waterfall
          id="scope-steps"
          title={`Van ${first.label} naar nu`}
          desc="Elke baseline begint waar de vorige eindigt. Dicht: erbij. Gearceerd: eraf."
          start={{ label: first.label, value: start }}
          falls={falls}
          total={items}
        />
      )}
      <DataTable
        caption="Onderdelen erbij en eraf, per baseline"
        columns={['Baseline', 'Erbij of eraf']}
        empty="De scope is niet gewijzigd sinds de eerste baseline."
        rows={falls.map((fall) => [fall.label, fall.text])}
      />
    </Section>
  );
}

export function ScopePage({ of }: { of: PresentedScope }): ReactNode {
  return (
    <>
      <Section title="Scope tegenover de oorspronkelijke baseline">
        <ScopeTables of={of} />
      </Section>
      <HowItCameAbout of={of} />
      <Section title="Opbouw van de wijzigingen in geld">
        <MoneySteps of={of} />
      </Section>
      <Differences of={of} />
      <Section title="Onderdelen">
        <DataTable
          caption="Onderdelen en hun loop door de baselines"
          columns={['Onderdeel', 'Naam', 'Soort', 'Team', 'Vanaf', 'Vervallen in']}
          empty="Er zijn geen onderdelen te tonen."
          rows={of.items.map((one) => [
            <>
              {one.itemId}
              <Proof entries={one.entries} />
            </>,
            one.label,
            one.kind,
            one.team ?? '–',
            one.since,
            one.until ?? '–',
          ])}
        />
      </Section>
    </>
  );
}

const APPROVED: ReadonlySet<string> = new Set(['goedgekeurd', 'verwerkt']);
/** The approved changes in money, each on top of the ones before it. */
export function MoneySteps({ of }: { of: PresentedScope }): ReactNode {
  const approved = of.changes.filter((change) => APPROVED.has(change.state));
  const falls = approved.flatMap((one): Fall[] => {
    const amount = numeric(one.amountFigure.value);
    if (amount === undefined) return [];
    return [{ label: `${one.changeId} ${text(one.subject, '')}`, change: amount, text: signedEuro(amount) }];
  });
  return (
    <>
      <Waterfall
        id="money"
        title="Wijzigingen in geld"
        desc="Elke goedgekeurde wijziging begint waar de vorige eindigt. Dicht: erbij. Gearceerd: eraf."
        start={{ label: 'Oorspronkelijk', value: 0 }}
        falls={falls}
        total={euro}
      />
      <DataTable
        caption="Goedgekeurde wijzigingen in geld"
        columns={['Wijziging', 'Onderwerp', 'Bedrag']}
        figures={[2]}
        empty="Er zijn geen goedgekeurde wijzigingen."
        rows={approved.map((one) => [
          one.changeId,
          <Value of={one.subject} />,
          <Fig of={one.amountFigure} as={signedEuro} />,
        ])}
      />
    </>
  );
}
