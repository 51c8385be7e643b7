import { Inject, Injectable } from '@nestjs/common';
import { Engine, momentOf, openedEventsAt, type AsOf, type Caller, type Moment } from '#dossier';
import {
  knownTo,
  secreciesReadBy,
  type Audience,
  type Knower,
  type KnownEvent,
  type OpenedDossierEvent,
} from '#governance';
import {
  readModels,
  viewsOnRequest,
  whatDidTheyKnow,
  type PresentedKnowledge,
  type ReadModel,
  type TimelinePage,
} from '#read-models';
import { evidenceOf, renderReport } from '#reports';
import { KEPT_VIEWS, type KeptViews } from './kept-views.js';
import { ReportContext } from './report-context.js';
import { KEPT_AUDIENCE } from './view-source.js';

/** Report names as they stand in the address, and the read model behind each. */
export const REPORTS: Readonly<Record<string, string>> = {
  collegerapportage: 'college-report',
  raadsrapportage: 'council-report',
  besluitenregister: 'decision-register',
  escalatieladder: 'escalation-ladder',
  scopegeschiedenis: 'scope-history',
  livegangkalender: 'go-live-calendar',
  kennismatrix: 'who-knew-what',
  beslotenbijlage: 'council-annex',
  volledigheid: 'completeness',
  tijdlijn: 'timeline',
  signalen: 'signal-health',
};

/**
 * The audience as which a report is made. The reports of the raad are made for the raad whoever of college or oversight
 * asks; the organisation may not have what the raad alone was given, so it reads the report of the raad as the public.
 */
export function audienceFor(report: string, own: Audience): Audience {
  if (report === 'beslotenbijlage') return 'raad';
  if (report !== 'raadsrapportage' || own === 'openbaar') return own;
  return own === 'ambtelijk' ? 'openbaar' : 'raad';
}

/** The models have documents of their own; here they only pass through. */
type FoldedReport = ReadModel<unknown, unknown>;
const MODELS: readonly FoldedReport[] = [...readModels, ...viewsOnRequest];

export interface ReportAsk {
  readonly report: string;
  readonly stream: string;
  readonly asOf: AsOf;
  readonly audience: Audience;
  /** Who reads: what is secret in the report is recorded as read by him. Absent when a file is made for an audience. */
  readonly caller?: Caller;
  /** `bekendBij`: only what this function knew by then. */
  readonly knownBy?: Knower;
  /** Which part of the timeline. */
  readonly page?: TimelinePage;
}
export interface Report {
  readonly presented: unknown;
  /** The last entry of the dossier that this report rests on; -1 when there was none yet. */
  readonly position: number;
  /** The page, with the entries behind its figures at the end. */
  html(): Promise<string>;
}
export class AsOfRefused extends Error {}
export class UnknownProgramme extends Error {}

interface Folded {
  readonly document: unknown;
  readonly position: number;
}
interface Asked extends ReportAsk {
  readonly moment: Moment;
  readonly live: boolean;
  /** The events that the report rests on, opened for who reads it: once, whether for the fold, the evidence or both. */
  events(): Promise<readonly OpenedDossierEvent[]>;
}

/** Makes any report of one programme, live or for any moment: the same fold over fewer entries. */
@Injectable()
export class ReportService {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(KEPT_VIEWS) private readonly kept?: KeptViews,
  ) {}

  async make(ask: ReportAsk): Promise<Report> {
    const asked = this.resolve(ask);
    const { model, presented, position } = await this.present(asked);
    return this.report(model.name, model.version, presented, position, asked);
  }

  /** "Wat wist {orgaan} op {datum} over {onderwerp}?" */
  async answer(ask: Omit<ReportAsk, 'report'>, knower: Knower, subject: string): Promise<Report> {
    const asked = this.resolve({ ...ask, report: 'kennismatrix' });
    const { model, presented, position } = await this.present(asked);
    const answer = whatDidTheyKnow(presented as PresentedKnowledge, knower, subject);
    return this.report('knowledge-answer', model.version, answer, position, asked);
  }

  private async present(asked: Asked): Promise<{ model: FoldedReport; presented: unknown; position: number }> {
    const model = MODELS.find(({ name }) => name === REPORTS[asked.report]);
    if (model === undefined) throw new UnknownProgramme(asked.report);
    const { document, position } = (await this.keptDocument(model, asked)) ?? (await this.foldedDocument(model, asked));
    await this.recordRead(asked, position);
    const context = await (await ReportContext.at(this.engine, asked)).forModel(model.name);
    const presented = model.present(document, asked.page === undefined ? context : { ...context, page: asked.page });
    return { model, presented, position };
  }

  private resolve(ask: ReportAsk): Asked {
    const at = momentOf(ask.asOf, this.engine.options.clock.now());
    if (!at.ok) throw new AsOfRefused(at.detail);
    const live = ask.asOf.day === undefined && ask.asOf.known === undefined;
    let opening: Promise<readonly OpenedDossierEvent[]> | undefined;
    const events = () => (opening ??= this.eventsFor(ask, at.moment));
    return { ...ask, moment: at.moment, live, events };
  }

  private report(name: string, viewVersion: number, presented: unknown, position: number, asked: Asked): Report {
    const footer = {
      position,
      viewVersion,
      day: asked.moment.day,
      knownUntil: asked.asOf.known ?? undefined,
      clock: this.engine.options.clock.kind,
      audience: asked.audience,
    };
    const html = async (): Promise<string> => renderReport(name, presented, footer, evidenceOf(await asked.events()));
    return { presented, position, html };
  }

  /** The document as it is kept, when it holds everything that was recorded before it was asked for. */
  private async keptDocument(model: FoldedReport, asked: Asked): Promise<Folded | undefined> {
    const { stream, live, audience, knownBy } = asked;
    if (!live || audience !== KEPT_AUDIENCE || knownBy !== undefined || !readModels.includes(model)) return undefined;
    const head = await this.engine.options.log.streamHead(stream);
    if (head === undefined) throw new UnknownProgramme(stream);
    const json = await this.kept?.document(model.name, stream, head.lastPosition);
    return json === undefined ? undefined : { document: JSON.parse(json), position: head.lastPosition };
  }

  private async foldedDocument(model: FoldedReport, asked: Asked): Promise<Folded> {
    const events = await asked.events();
    const document = model.initial();
    let position = -1;
    for (const event of events) {
      model.evolve(document, event);
      position = Math.max(position, event.meta.position);
    }
    return { document, position };
  }

  private async eventsFor(
    { stream, audience, knownBy }: ReportAsk,
    moment: Moment,
  ): Promise<readonly OpenedDossierEvent[]> {
    const { log, vault } = this.engine.options;
    const events = await openedEventsAt(log, vault, stream, moment, audience);
    if (events.length === 0 && (await log.streamHead(stream)) === undefined) throw new UnknownProgramme(stream);
    const kept = knownBy === undefined ? events : knownTo(events as readonly KnownEvent[], knownBy);
    return kept as unknown as readonly OpenedDossierEvent[];
  }

  /** Any report of a dossier with something secret in it may show it to who may open it. */
  private async recordRead({ report, stream, audience, caller }: Asked, position: number): Promise<void> {
    if (caller === undefined) return;
    const { secrecy } = (await this.engine.dossier(stream)).state;
    const secrecyIds = secreciesReadBy(secrecy, audience);
    if (secrecyIds.length === 0) return;
    await this.engine.recordSecretRead({ dossier: stream, caller, audience, document: report, position, secrecyIds });
  }
}
