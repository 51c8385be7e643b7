import { Heading1, Paragraph, SkipLink } from './utrecht.js';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { CollegePage, CouncilPage } from './progress.js';
import { date } from './parts.js';
import { GoLivePage } from './go-live.js';
import { DecisionPage, LadderPage, ScopePage } from './registers.js';
import { stylesFor } from './style.js';

/** What a reader needs to get the same page again. */
export interface Footer {
  /** The last log position in the report; −1 for an empty dossier. */
  readonly position: number;
  readonly viewVersion: number;
  /** `opPeildatum`. */
  readonly day: string;
  /** `zoalsBekendOp`; absent for a report of everything that was recorded. */
  readonly knownUntil?: string | undefined;
  readonly clock?: string | undefined;
  readonly audience?: string | undefined;
}
interface Page {
  readonly title: string;
  // A report is picked by name at run time; each page checks its own type at the place where it is made.
  readonly body: (props: { of: never }) => ReactNode;
}
const PAGES: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['college-report', { title: 'Collegerapportage', body: CollegePage }],
  ['council-report', { title: 'Raadsrapportage', body: CouncilPage }],
  ['decision-register', { title: 'Besluitenregister', body: DecisionPage }],
  ['escalation-ladder', { title: 'Escalatieladder', body: LadderPage }],
  ['scope-history', { title: 'Scopegeschiedenis', body: ScopePage }],
  ['go-live-calendar', { title: 'Livegangkalender', body: GoLivePage }],
]);

function Foot({ of }: { of: Footer }): ReactNode {
  const parts = [
    `Logpositie: ${of.position}`,
    `Weergaveversie: ${of.viewVersion}`,
    `Peildatum: ${date(of.day)}`,
    `Bekend op: ${of.knownUntil ?? 'alles wat is vastgelegd'}`,
    ...(of.audience === undefined ? [] : [`Voor: ${of.audience}`]),
    ...(of.clock?.startsWith('demo') ? ['Let op: de tijden komen van de klok van de demonstratie'] : []),
  ];
  return (
    <footer>
      <Paragraph>{parts.join(' · ')}</Paragraph>
    </footer>
  );
}

/** One complete page, the same bytes for the same input: it holds no clock and no chance. */
export function renderReport(name: string, presented: unknown, footer: Footer): string {
  const page = PAGES.get(name);
  if (page === undefined) throw new RangeError(`Er is geen rapport met de naam ${name}.`);
  const Body = page.body as (props: { of: unknown }) => ReactNode;
  const body = renderToStaticMarkup(
    <>
      <SkipLink href="#inhoud">Naar de inhoud</SkipLink>
      <div className="bs-page">
        <header className="bs-head">
          <Heading1>{page.title}</Heading1>
          <Paragraph>{`Peildatum ${date(footer.day)}`}</Paragraph>
        </header>
        <main id="inhoud" tabIndex={-1}>
          <Body of={presented} />
        </main>
        <Foot of={footer} />
      </div>
    </>,
  );
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${page.title} – Besluitspoor</title>`;
  return `<!doctype html>\n<html lang="nl" class="voorbeeld-theme"><head>${head}<style>${stylesFor(body)}</style></head><body>${body}</body></html>\n`;
}
