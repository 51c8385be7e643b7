import type { ReactNode } from 'react';
import type { PresentedAnnex } from '#read-models';
import { Secrets } from './informing.js';
import { DataTable, Day, Facts, Fig, Proof, Section, Value, euro } from './parts.js';
import { Paragraph } from './utrecht.js';

type Item = PresentedAnnex['items'][number];

function One({ of }: { of: Item }): ReactNode {
  return (
    <>
      <Facts
        items={[
          ['Onderwerp', <Value of={of.subject} />],
          ['Waarom geheim', <Value of={of.motivation} />],
          ['Aan de hele raad gegeven', <Day of={of.sharedWithRaadOn} />],
        ]}
      />
      <DataTable
        caption="Besluiten onder deze geheimhouding"
        columns={['Nummer', 'Onderwerp', 'Besluit', 'Orgaan', 'Genomen', 'Bedrag']}
        empty="Deze geheimhouding gaat niet over besluiten."
        rows={of.decisions.map((one) => [
          <>
            {one.decisionId}
            <Proof entries={one.entries} />
          </>,
          <Value of={one.subject} />,
          <Value of={one.text} />,
          one.body ?? '–',
          <Day of={one.takenOn} />,
          one.amount === null ? '–' : <Value of={one.amount} as={euro} />,
        ])}
      />
      {of.documents.length === 0 ? null : (
        <DataTable
          caption="Stukken onder deze geheimhouding"
          columns={['Stuk', 'Onderwerp', 'Dag']}
          empty=""
          rows={of.documents.map((one) => [
            <>
              {one.deliveryId}
              <Proof entries={one.entries} />
            </>,
            <Value of={one.subject} />,
            <Day of={one.on} />,
          ])}
        />
      )}
    </>
  );
}

/** For the whole raad and nobody else: what is secret, with its text. */
export function AnnexPage({ of }: { of: PresentedAnnex }): ReactNode {
  return (
    <>
      <Section title="Geheim">
        <Paragraph>
          Deze bijlage is er alleen voor de leden van de raad. Wie haar opent, wordt vastgelegd. De geheimhouding geldt
          ook voor u (Gemw 88).
        </Paragraph>
        <Facts items={[['Geheim en niet met de raad gedeeld', <Fig of={of.notShared} />]]} />
      </Section>
      <Section title="Wat is geheim">
        <Secrets of={of.items} />
      </Section>
      {of.items.map((item, index) => (
        <Section key={item.secrecyId} title={`Onderwerp ${index + 1}`}>
          <One of={item} />
        </Section>
      ))}
    </>
  );
}
