import type { ReactNode } from 'react';
import type { PresentedAround } from '#read-models';
import { about, Judged } from './informing.js';
import { DataTable, Day, Proof, Section, Status, Value, numeric } from './parts.js';
import { Paragraph } from './utrecht.js';

type Around = Readonly<Record<string, PresentedAround>>;
interface Named {
  readonly id: string;
  readonly around: PresentedAround;
}

/** Tables over all things of a page: each row says about which of them it is. */
function rowsOf<T>(
  all: readonly Named[],
  of: (around: PresentedAround) => readonly T[],
): readonly (readonly [string, T])[] {
  return all.flatMap(({ id, around }) => of(around).map((one) => [id, one] as const));
}

function Informed({ all, thing }: { all: readonly Named[]; thing: string }): ReactNode {
  return (
    <>
      <DataTable
        caption="Wie wist het, sinds wanneer, en door welk document"
        columns={[thing, 'Wie', 'Sinds', 'Hoe', 'Document']}
        empty="Er is nog niemand geïnformeerd."
        rows={rowsOf(all, ({ informed }) => informed).map(([id, one]) => [
          <>
            {id}
            <Proof entries={one.entries} />
          </>,
          one.knower,
          <Day of={one.on} />,
          one.way,
          one.document === null ? '–' : <Value of={one.document} />,
        ])}
      />
      <DataTable
        caption="Wie is nergens vastgelegd als geïnformeerd"
        columns={[thing, 'Niet geïnformeerd']}
        empty="Er is niets waarover iemand kon worden geïnformeerd."
        rows={all.map(({ id, around }) => [id, around.notInformed.join(', ') || 'niemand: iedereen wist het'])}
      />
    </>
  );
}

function Decided({ all, thing }: { all: readonly Named[]; thing: string }): ReactNode {
  return (
    <>
      <DataTable
        caption="Besluiten"
        columns={[thing, 'Besluit', 'Onderwerp', 'Genomen door', 'Op']}
        empty="Er is nog geen besluit over genomen."
        rows={rowsOf(all, ({ decisions }) => decisions).map(([id, one]) => [
          <>
            {id}
            <Proof entries={one.entries} />
          </>,
          one.decisionId,
          <Value of={one.subject} />,
          one.body ?? '–',
          one.takenOn === null ? 'nog niet genomen' : <Day of={one.takenOn} />,
        ])}
      />
      <DataTable
        caption="Voorwaarden bij deze besluiten"
        columns={[thing, 'Besluit', 'Voorwaarde', 'Eigenaar', 'Uiterlijk', 'Stand']}
        empty="Er zijn geen voorwaarden gesteld."
        rows={rowsOf(all, ({ conditions }) => conditions).map(([id, one]) => [
          <>
            {id}
            <Proof entries={one.entries} />
          </>,
          one.decisionId,
          <Value of={one.condition} />,
          one.owner,
          <Day of={one.dueOn} />,
          one.fulfilledOn !== null ? (
            <>
              <Status light="goed" as="vervuld" /> op <Day of={one.fulfilledOn} />
            </>
          ) : one.overdue ? (
            <Status light="fout" as="verlopen" />
          ) : (
            <Status light="let op" as="open" />
          ),
        ])}
      />
    </>
  );
}

function Owed({ all, thing }: { all: readonly Named[]; thing: string }): ReactNode {
  return (
    <DataTable
      caption="Informatieplichten en toezeggingen die hieruit volgen"
      columns={[thing, 'Waarover', 'Onderwerp', 'Aan', 'Uiterlijk', 'Oordeel']}
      empty="Geen informatieplicht of toezegging noemt dit."
      rows={rowsOf(all, ({ duties }) => duties).map(([id, one]) => [
        <>
          {id}
          <Proof entries={one.entries} />
        </>,
        about(one),
        <Value of={one.subject} />,
        one.creditor,
        <Day of={one.dueOn} />,
        <Judged one={one} />,
      ])}
    />
  );
}

function Agenda({ all, thing }: { all: readonly Named[]; thing: string }): ReactNode {
  return (
    <DataTable
      caption="Overleg waar het op de agenda stond"
      columns={[thing, 'Overleg', 'Dag', 'Onderwerp', 'Stand']}
      empty="Het stond nog op geen agenda."
      rows={rowsOf(all, ({ agenda }) => agenda).map(([id, one]) => [
        <>
          {id}
          <Proof entries={one.entries} />
        </>,
        one.meeting ?? one.meetingId,
        one.on === null ? 'niet vastgelegd' : <Day of={one.on} />,
        <Value of={one.subject} />,
        one.held ? 'gehouden' : 'gepland',
      ])}
    />
  );
}

/** What is secret is counted and never shown. */
function Secret({ all, secret }: { all: readonly Named[]; secret: number }): ReactNode {
  const around = all.filter((one) => one.around.secret.value !== 0);
  const count = secret === 1 ? 'is 1 onderwerp' : `zijn ${secret} onderwerpen`;
  return (
    <>
      <Paragraph>
        {secret === 0 ? 'In dit programma is niets geheim.' : `In dit programma ${count} onder geheimhouding.`}
      </Paragraph>
      {around.map(({ id, around: { secret: own } }) => (
        <Paragraph key={id}>
          {`Daarvan gaat het bij ${id} om ${numeric(own.value) ?? 0}.`}
          <Proof entries={own.entries} />
        </Paragraph>
      ))}
    </>
  );
}

/** What the rest of the dossier says about the things of a page; `thing` is what one of them is called. */
export function AroundSections(props: { around: Around; thing: string; secret: unknown }): ReactNode {
  const { thing, secret } = props;
  const all = Object.entries(props.around).map(([id, around]) => ({ id, around }));
  return (
    <>
      <Section title="Wie is geïnformeerd">
        <Informed all={all} thing={thing} />
        <Owed all={all} thing={thing} />
      </Section>
      <Section title="Besluiten en overleg">
        <Decided all={all} thing={thing} />
        <Agenda all={all} thing={thing} />
      </Section>
      <Section title="Geheimhouding">
        <Secret all={all} secret={numeric(secret) ?? 0} />
      </Section>
    </>
  );
}
