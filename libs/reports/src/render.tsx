import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Figure } from '#read-models';
import { AnnexPage } from './annex.js';
import { CitationContext, Citations, EvidenceList, type Evidence } from './citations.js';
import { ChangedSince } from './changes.js';
import { CompletenessPage } from './completeness.js';
import { DecisionPage } from './decisions.js';
import { LadderPage } from './escalations.js';
import { EVIDENCE_ID, Foot, OriginMeta, type Footer } from './footer.js';
import { GoLivePage } from './go-live.js';
import { HealthPage } from './health.js';
import { AnswerPage, KnowledgePage } from './knowledge.js';
import { ContentsContext, Section, date, type Contents } from './parts.js';
import { CollegePage, CouncilPage } from './progress.js';
import { ScopePage } from './scope.js';
import { stylesFor } from './style.js';
import { TimelinePage } from './timeline.js';
import { Heading1, SkipLink } from './utrecht.js';

interface Page {
  readonly title: string;
  // A report is picked by name at run time; each page checks its own type at the place where it is made.
  readonly body: (props: { of: never }) => ReactNode;
  /** Printed on its side, for tables of many columns. */
  readonly wide?: boolean;
}
const PAGES: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['college-report', { title: 'Collegerapportage', body: CollegePage }],
  ['council-report', { title: 'Raadsrapportage', body: CouncilPage }],
  ['decision-register', { title: 'Besluitenregister', body: DecisionPage, wide: true }],
  ['escalation-ladder', { title: 'Escalatieladder', body: LadderPage, wide: true }],
  ['scope-history', { title: 'Scopegeschiedenis', body: ScopePage }],
  ['go-live-calendar', { title: 'Livegangkalender', body: GoLivePage }],
  ['who-knew-what', { title: 'Wie wist wat wanneer', body: KnowledgePage, wide: true }],
  ['council-annex', { title: 'Besloten bijlage bij de raadsrapportage', body: AnnexPage }],
  ['completeness', { title: 'Volledigheid van het dossier', body: CompletenessPage }],
  ['timeline', { title: 'Tijdlijn voor de toezichthouder', body: TimelinePage, wide: true }],
  ['signal-health', { title: 'Signalen', body: HealthPage, wide: true }],
  ['knowledge-answer', { title: 'Wat was bekend', body: AnswerPage, wide: true }],
]);

function Head({ title, programme, of }: { title: string; programme: string | undefined; of: Footer }): ReactNode {
  const audience = of.audience === undefined ? '' : ` · voor: ${of.audience}`;
  return (
    <header className="bs-head">
      <p className="bs-kicker">{programme ?? 'Programma'}</p>
      <Heading1>{title}</Heading1>
      <p className="bs-meta">
        {`Peildatum ${date(of.day)}${audience}. Een klein nummer achter een cijfer is de regel in het logboek waar het op rust; de lijst staat achteraan.`}
      </p>
    </header>
  );
}

function TableOfContents({ of }: { of: Contents }): ReactNode {
  return (
    <nav className="bs-toc" aria-labelledby="inhoudsopgave">
      <strong id="inhoudsopgave">Inhoud</strong>
      <ol>
        {of.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** What every view gives for the head of its page and for "changed since". */
interface Common {
  readonly name?: Figure<string>;
  readonly since?: string;
  readonly changes?: unknown;
}

/** The parts of a page that know what the rest of it holds; they are written last. */
function Closing(props: {
  of: Common;
  citations: Citations;
  evidence: Evidence | undefined;
  signedSize: number;
}): ReactNode {
  const { of, citations, evidence, signedSize } = props;
  return (
    <>
      {of.since === undefined || of.changes !== undefined || evidence === undefined ? null : (
        <ChangedSince since={of.since} of={citations} evidence={evidence} />
      )}
      <Section title="Bewijs: regels in het logboek">
        <div id={EVIDENCE_ID}>
          <EvidenceList of={citations} evidence={evidence} signedSize={signedSize} />
        </div>
      </Section>
    </>
  );
}

/**
 * One complete page, the same bytes for the same input: it holds no clock and no chance. With the evidence, the list of
 * entries at its end says what each entry was; without, it gives their positions only.
 */
export function renderReport(name: string, presented: unknown, footer: Footer, evidence?: Evidence): string {
  const page = PAGES.get(name);
  if (page === undefined) throw new RangeError(`Er is geen rapport met de naam ${name}.`);
  const Body = page.body as (props: { of: unknown }) => ReactNode;
  const of = presented as Common;
  const contents: Contents = [];
  const citations = new Citations();
  const written = (content: ReactNode): string =>
    renderToStaticMarkup(
      <ContentsContext value={contents}>
        <CitationContext value={citations}>{content}</CitationContext>
      </ContentsContext>,
    );
  const main =
    written(<Body of={presented} />) +
    written(<Closing of={of} citations={citations} evidence={evidence} signedSize={footer.signed?.size ?? 0} />);
  const programme = of.name === undefined || typeof of.name.value !== 'string' ? undefined : of.name.value;
  const head = written(<Head title={page.title} programme={programme} of={footer} />);
  const toc = written(<TableOfContents of={contents} />);
  const skip = written(<SkipLink href="#inhoud">Naar de inhoud</SkipLink>);
  const kind = page.wide ? 'bs-page bs-wide-page' : 'bs-page';
  const body = `${skip}<div class="${kind}">${head}${toc}<main id="inhoud" tabindex="-1">${main}</main>${written(<Foot of={footer} />)}</div>`;
  const origin = footer.origin === undefined ? '' : written(<OriginMeta of={footer.origin} />);
  const meta = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${origin}<title>${page.title} – Besluitspoor</title>`;
  return `<!doctype html>\n<html lang="nl" class="voorbeeld-theme"><head>${meta}<style>${stylesFor(body)}</style></head><body>${body}</body></html>\n`;
}
