import type { ReactNode } from 'react';
import type { PresentedDecision, PresentedDecisionRegister } from '#read-models';
import { Bars } from './charts/bars.js';
import { ArcGraph } from './charts/graph.js';
import { DataTable, Day, Facts, date, Fig, Proof, Section, Status, Value, numeric, text, workdays } from './parts.js';

function State({ one }: { one: PresentedDecision }): ReactNode {
  return (
    <>
      {one.state}
      {one.supersededBy === null ? '' : ` door ${one.supersededBy}`}
      {one.late ? ' (laat vastgelegd)' : ''}
    </>
  );
}
function Attested({ one }: { one: PresentedDecision }): ReactNode {
  if (one.attestedOn !== null) {
    return (
      <>
        <Status light="goed" as="bevestigd" /> <Day of={one.attestedOn} />, {one.attestedBy}
      </>
    );
  }
  return one.attestation === 'te laat' ? <Status light="fout" as="te laat" /> : one.attestation;
}
/** On which list, whether made public and in which category of the Woo, and whether it is or was secret. */
function Publicity({ one }: { one: PresentedDecision }): ReactNode {
  const { list, listNumber, publishedOn, wooCategory, secrecy } = one;
  if (listNumber === null && publishedOn === null && secrecy.length === 0) return '–';
  return (
    <>
      {listNumber === null ? null : (
        <span className="bs-line">
          {list === null
            ? `nummer ${listNumber}, lijst nog niet gepubliceerd`
            : `lijst ${listNumber}, ${date(list.publishedOn)}${list.withheld ? ', niet openbaar' : ''}`}
          {list === null ? null : <Proof entries={list.entries} />}
        </span>
      )}
      {publishedOn === null ? null : (
        <span className="bs-line">{`openbaar ${date(publishedOn)}${wooCategory === null ? '' : `, ${wooCategory}`}`}</span>
      )}
      {secrecy.map((each) => (
        <span key={each.secrecyId} className="bs-line">
          {`${each.liftedOn === null ? 'geheim' : 'was geheim'} (${each.articles.join('; ')}) sinds ${date(each.imposedOn)}`}
          {each.liftedOn === null ? null : `, opgeheven ${date(each.liftedOn)}`}
          <Proof entries={each.entries} />
        </span>
      ))}
    </>
  );
}
const basisOf = ({ basis, mandateId }: PresentedDecision): string =>
  basis === null ? '–' : mandateId !== null ? `mandaat ${mandateId}` : basis === 'eigen' ? 'eigen bevoegdheid' : basis;
const Subject = ({ one }: { one: PresentedDecision }): ReactNode => (
  <>
    <Value of={one.publicText ?? one.subject} />
    {one.dissent ? ' (met afwijkend standpunt)' : ''}
  </>
);
const Number = ({ one }: { one: PresentedDecision }): ReactNode => (
  <>
    {one.decisionId}
    <Proof entries={one.entries} />
  </>
);

/** The decisions as a report shows them; the register adds what only it has room for. */
export function Decisions({
  decisions,
  caption,
}: {
  decisions: readonly PresentedDecision[];
  caption: string;
}): ReactNode {
  return (
    <DataTable
      caption={caption}
      columns={['Nummer', 'Onderwerp', 'Orgaan', 'Bevoegdheid', 'Stand', 'Genomen', 'Bevestigd']}
      empty="Er zijn geen besluiten vastgelegd."
      rows={decisions.map((one) => [
        <Number one={one} />,
        <Subject one={one} />,
        one.body ?? 'onbekend',
        basisOf(one),
        <State one={one} />,
        one.takenOn === null ? '–' : <Day of={one.takenOn} />,
        <Attested one={one} />,
      ])}
    />
  );
}

function Register({ decisions }: { decisions: readonly PresentedDecision[] }): ReactNode {
  return (
    <DataTable
      caption="Alle besluiten"
      columns={[
        'Nummer',
        'Onderwerp',
        'Orgaan en bevoegdheid',
        'Stand',
        'Genomen',
        'Bevestigd',
        'Lijst en openbaar\u00admaking',
        'Opties',
        'Open voor\u00adwaarden',
        'Doorloop\u00adtijd',
      ]}
      figures={[7, 8, 9]}
      empty="Er zijn geen besluiten vastgelegd."
      rows={decisions.map((one) => [
        <Number one={one} />,
        <>
          <Subject one={one} />
          <span className="bs-code">{one.typeLabel}</span>
        </>,
        `${one.body ?? 'onbekend'}${one.basis === null ? '' : `, ${basisOf(one)}`}`,
        <State one={one} />,
        one.takenOn === null ? '–' : <Day of={one.takenOn} />,
        <Attested one={one} />,
        <Publicity one={one} />,
        <Value of={one.options.value} />,
        String(one.conditionsOpen),
        one.leadTime === null ? '–' : workdays(one.leadTime),
      ])}
    />
  );
}

export function Waiting({
  decisions,
  chart = false,
}: {
  decisions: readonly PresentedDecision[];
  chart?: boolean;
}): ReactNode {
  return (
    <>
      {chart ? (
        <Bars
          id="waiting"
          title="Hoe lang voorstellen wachten"
          desc="De balk is de wachttijd, de streep de termijn. Wat erbuiten valt is gearceerd."
          bars={decisions.map((one) => ({
            label: one.decisionId,
            value: one.waiting?.days ?? 0,
            text: workdays(one.waiting?.days ?? 0),
            limit: one.waiting?.term,
          }))}
        />
      ) : null}
      <DataTable
        caption="Voorstellen die op een besluit wachten"
        columns={['Nummer', 'Onderwerp', 'Orgaan', 'Wacht', 'Termijn', 'Oordeel']}
        figures={[3, 4]}
        empty="Er wachten geen voorstellen op een besluit."
        rows={decisions.map((one) => [
          <>
            {one.decisionId}
            <Proof entries={one.entries.slice(-1)} />
          </>,
          <Value of={one.subject} />,
          one.body ?? 'onbekend',
          workdays(one.waiting?.days ?? 0),
          workdays(one.waiting?.term ?? 0),
          one.waiting?.overdue === true ? (
            <Status light="fout" as="te laat" />
          ) : (
            <Status light="goed" as="binnen de termijn" />
          ),
        ])}
      />
    </>
  );
}

function Conditions({ decisions }: { decisions: readonly PresentedDecision[] }): ReactNode {
  const open = decisions.flatMap((one) => one.conditions.filter((condition) => condition.fulfilledOn === null));
  return (
    <DataTable
      caption="Voorwaarden waaraan nog niet is voldaan"
      columns={['Voorwaarde', 'Wat', 'Besluit', 'Eigenaar', 'Uiterlijk', 'Houdt tegen', 'Oordeel']}
      empty="Er zijn geen open voorwaarden."
      rows={open.map((one) => [
        <>
          {one.conditionId}
          <Proof entries={one.entries} />
        </>,
        <Value of={one.condition} />,
        one.decisionId,
        one.owner,
        <Day of={one.dueOn} />,
        one.blocks,
        one.overdue ? <Status light="fout" as="te laat" /> : <Status light="goed" as="loopt nog" />,
      ])}
    />
  );
}

function Relations({ of }: { of: PresentedDecisionRegister }): ReactNode {
  const joined = new Set(of.relations.flatMap(({ from, to }) => [from, to]));
  // Decisions of another programme are joined too; they stand under this programme's own.
  const own = of.decisions.map((one) => one.decisionId).filter((id) => joined.has(id));
  const subjects = new Map(of.decisions.map((one) => [one.decisionId, text(one.publicText ?? one.subject, '')]));
  const others = [...joined].filter((id) => !own.includes(id)).sort();
  return (
    <Section title="Samenhang tussen besluiten">
      <ArcGraph
        id="relations"
        title="Welk besluit op welk ander rust"
        desc="Doorgetrokken pijl: hangt af van. Streepjes: vervangen of ingetrokken door."
        nodes={[...own, ...others].map((id) => ({ id, label: `${id} ${subjects.get(id) ?? ''}`.trim() }))}
        links={of.relations.map(({ from, to, kind }) => ({ from, to, dashed: kind !== 'hangt af van' }))}
      />
      <DataTable
        caption="Afhankelijkheden en vervangingen"
        columns={['Besluit', 'Verband', 'Ander besluit']}
        empty="Er zijn geen besluiten die van elkaar afhangen of elkaar vervangen."
        rows={of.relations.map((one) => [
          <>
            {one.from}
            <Proof entries={one.entries} />
          </>,
          one.kind,
          one.to,
        ])}
      />
    </Section>
  );
}

function LeadTimes({ of }: { of: PresentedDecisionRegister }): ReactNode {
  return (
    <Section title="Doorlooptijd">
      <Bars
        id="lead"
        title="Doorlooptijd van besluiten"
        desc="Aantal besluiten per doorlooptijd in werkdagen."
        bars={of.leadTimes.map((one) => ({
          label: one.label,
          value: numeric(one.count.value) ?? 0,
          text: String(numeric(one.count.value) ?? '–'),
        }))}
      />
      <DataTable
        caption="Aantal besluiten per doorlooptijd"
        columns={['Werkdagen', 'Aantal']}
        empty="Er zijn nog geen doorlooptijden."
        rows={of.leadTimes.map((one) => [one.label, <Fig of={one.count} />])}
      />
      <DataTable
        caption="Aantal besluiten per orgaan"
        columns={['Orgaan', 'Aantal']}
        empty="Er zijn nog geen besluiten."
        rows={of.perBody.map((one) => [one.body, <Fig of={one.count} />])}
      />
    </Section>
  );
}

export function DecisionPage({ of }: { of: PresentedDecisionRegister }): ReactNode {
  return (
    <>
      <Section title="In het kort">
        <Facts
          items={[
            ['Genomen', <Fig of={of.counts.taken} />],
            ['Wacht op besluit', <Fig of={of.counts.waiting} />],
            ['Nog niet bevestigd', <Fig of={of.counts.unattested} />],
            ['Open voorwaarden', <Fig of={of.counts.conditionsOpen} />],
            ['Uitvoering nog niet begonnen', <Fig of={of.counts.withoutExecution} />],
            ['Doorlooptijd (mediaan)', <Fig of={of.counts.medianLeadTime} as={workdays} />],
          ]}
        />
      </Section>
      <Section title="Besluiten">
        <Register decisions={of.decisions} />
      </Section>
      <Section title="Wacht op besluit">
        <Waiting decisions={of.decisions.filter((one) => one.waiting !== null)} chart />
      </Section>
      <Section title="Open voorwaarden">
        <Conditions decisions={of.decisions} />
      </Section>
      <Relations of={of} />
      <LeadTimes of={of} />
    </>
  );
}
