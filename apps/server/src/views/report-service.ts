import { Inject, Injectable } from '@nestjs/common';
import {
  Engine,
  LOG_STREAM,
  momentOf,
  openedEventsAt,
  type AsOf,
  type Caller,
  type Clock,
  type Moment,
  type SecretReading,
} from '#dossier';
import type { LogReader } from '#event-log';
import {
  knownTo,
  secreciesReadBy,
  type Audience,
  type DossierState,
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
import type { Vault } from '#vault';
import { SIGNED_LOG, type SignedLog, type SignedLogSource } from '../proof/signed-log.js';
import { productVersion } from '../runtime/version.js';
import { toDutch } from '../words.js';
import { KEPT_VIEWS, type KeptViews } from './kept-views.js';
import { logUpTo, type ReportLog } from './log-up-to.js';
import { ReportContext } from './report-context.js';
import { signedOf, type Origin } from './report-origin.js';
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
  /** What it was made of, as it stands in both forms. */
  readonly origin: Origin;
  /** The page, with the entries behind its figures at the end. */
  html(): Promise<string>;
  json(): string;
}
/** What reports are made of: the engine at work, or a log that is only read. */
export interface ReportSource {
  readonly options: {
    readonly log: ReportLog & Pick<LogReader, 'head'>;
    readonly vault: Vault;
    readonly clock: Pick<Clock, 'now'>;
  };
  organisation(): Promise<{ readonly stream: string }>;
  dossier(stream: string): Promise<{ readonly state: DossierState }>;
  recordSecretRead(reading: SecretReading): Promise<void>;
}
export class AsOfRefused extends Error {}
export class UnknownProgramme extends Error {}

interface Folded {
  readonly document: unknown;
  readonly position: number;
}
interface Question {
  readonly knower: Knower;
  readonly subject: string;
}
interface Asked extends ReportAsk {
  readonly question?: Question;
  readonly moment: Moment;
  /** Of now, so that what is kept in memory may serve. */
  readonly live: boolean;
  /** The log as it was when this was asked, with so many entries, and what of it was signed. */
  readonly log: ReportLog;
  readonly logSize: number;
  readonly signed: SignedLog | undefined;
  /** The events that the report rests on, opened for who reads it: once, whether for the fold, the evidence or both. */
  events(): Promise<readonly OpenedDossierEvent[]>;
}
interface Presented extends Folded {
  readonly model: FoldedReport;
  readonly presented: unknown;
}
/** As it stands in the address of a question. */
const QUESTION = 'kennis';

/** Makes any report of one programme, live or for any moment: the same fold over fewer entries. */
@Injectable()
export class ReportService {
  private clock: Promise<string | undefined> | undefined;

  constructor(
    @Inject(Engine) private readonly source: ReportSource,
    @Inject(KEPT_VIEWS) private readonly kept?: KeptViews,
    @Inject(SIGNED_LOG) private readonly signedLog?: SignedLogSource,
  ) {}

  async make(ask: ReportAsk): Promise<Report> {
    return this.makeAsked(await this.resolve(ask));
  }

  /** "Wat wist {orgaan} op {datum} over {onderwerp}?" */
  async answer(ask: Omit<ReportAsk, 'report'>, knower: Knower, subject: string): Promise<Report> {
    return this.makeAsked(await this.resolve({ ...ask, report: QUESTION, question: { knower, subject } }));
  }

  /**
   * The same report again, from the log as it was when it was made. When it was signed and by which version of this
   * program it was made stand in no entry; they are taken over.
   */
  async remake(origin: Origin): Promise<Report> {
    const { opPeildatum: day, zoalsBekendOp: known, bekendBij: knownBy, wie: knower, onderwerp: subject } = origin;
    const ask: ReportAsk & Pick<Asked, 'question'> = {
      report: origin.rapport,
      stream: origin.programma,
      audience: origin.lezerskring,
      asOf: { day, ...(known === undefined ? {} : { known }) },
      ...(knownBy === undefined ? {} : { knownBy }),
      ...(knower === undefined || subject === undefined ? {} : { question: { knower, subject } }),
      ...(origin.aantal === undefined
        ? {}
        : { page: { count: origin.aantal, ...(origin.na === undefined ? {} : { after: origin.na }) } }),
    };
    return this.makeAsked(this.resolveAt(ask, origin.logomvang, signedOf(origin)), origin.productversie);
  }

  private async makeAsked(asked: Asked, version = productVersion()): Promise<Report> {
    const made = await this.present(asked);
    // What was recorded meanwhile may stand in what is kept in memory; the log itself is read no further than it was.
    const whole = asked.live && (await this.grew(asked)) ? await this.present({ ...asked, live: false }) : made;
    return this.report(whole, asked, version);
  }
  private async grew({ stream, logSize }: Asked): Promise<boolean> {
    const head = await this.source.options.log.streamHead(stream);
    return head !== undefined && head.lastPosition >= logSize;
  }

  private async present(asked: Asked): Promise<Presented> {
    const { question, page } = asked;
    const name = question === undefined ? asked.report : 'kennismatrix';
    const model = Object.hasOwn(REPORTS, name) ? MODELS.find((each) => each.name === REPORTS[name]) : undefined;
    if (model === undefined) throw new UnknownProgramme(name);
    const { document, position } = (await this.keptDocument(model, asked)) ?? (await this.foldedDocument(model, asked));
    await this.recordRead(asked, position);
    const context = await (await ReportContext.at(this.source, asked)).forModel(model.name);
    const shown = model.present(document, page === undefined ? context : { ...context, page });
    const presented =
      question === undefined ? shown : whatDidTheyKnow(shown as PresentedKnowledge, question.knower, question.subject);
    return { model, document, position, presented };
  }

  private async resolve(ask: ReportAsk & Pick<Asked, 'question'>): Promise<Asked> {
    // Signed first: what is signed is never more than the log holds.
    const signed = this.signedLog?.();
    const { size } = await this.source.options.log.head();
    const live = ask.asOf.day === undefined && ask.asOf.known === undefined;
    return { ...this.resolveAt(ask, size, signed), live };
  }
  private resolveAt(ask: ReportAsk & Pick<Asked, 'question'>, logSize: number, signed: SignedLog | undefined): Asked {
    const at = momentOf(ask.asOf, this.source.options.clock.now());
    if (!at.ok) throw new AsOfRefused(at.detail);
    const log = logUpTo(this.source.options.log, logSize);
    let opening: Promise<readonly OpenedDossierEvent[]> | undefined;
    const events = () => (opening ??= this.eventsFor(ask, log, at.moment));
    return { ...ask, moment: at.moment, live: false, log, logSize, signed, events };
  }

  private report({ model, presented, position }: Presented, asked: Asked, version: string): Report {
    const { moment, asOf, audience, logSize, signed, question } = asked;
    const origin = originOf(asked, position, model.version, version);
    const page = async (): Promise<string> => {
      const clock = await (this.clock ??= this.clockOfLog());
      const known = { day: moment.day, knownUntil: asOf.known, audience, clock };
      const footer = { ...known, position, viewVersion: model.version, logSize, signed, origin };
      const name = question === undefined ? model.name : 'knowledge-answer';
      return renderReport(name, presented, footer, evidenceOf(await asked.events()));
    };
    const told = { programma: asked.stream, positie: String(position), herkomst: origin };
    const json = (): string => JSON.stringify({ ...told, rapport: toDutch(presented) });
    return { presented, position, origin, html: page, json };
  }

  /** Whether its times are real is what the log says of itself, whoever reads it. */
  private async clockOfLog(): Promise<string | undefined> {
    const { log, vault } = this.source.options;
    const [first] = await log.readStream(LOG_STREAM, 0, 1);
    if (first === undefined) return undefined;
    return vault.open(first, () => false).data['clock'] as string | undefined;
  }

  /** The document as it is kept, when it holds everything that was recorded before it was asked for. */
  private async keptDocument(model: FoldedReport, asked: Asked): Promise<Folded | undefined> {
    const { stream, live, audience, knownBy } = asked;
    if (!live || audience !== KEPT_AUDIENCE || knownBy !== undefined || !readModels.includes(model)) return undefined;
    const head = await asked.log.streamHead(stream);
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
    log: ReportLog,
    moment: Moment,
  ): Promise<readonly OpenedDossierEvent[]> {
    const { vault } = this.source.options;
    const events = await openedEventsAt(log, vault, stream, moment, audience);
    if (events.length === 0 && (await log.streamHead(stream)) === undefined) throw new UnknownProgramme(stream);
    const kept = knownBy === undefined ? events : knownTo(events as readonly KnownEvent[], knownBy);
    return kept as unknown as readonly OpenedDossierEvent[];
  }

  /** Any report of a dossier with something secret in it may show it to who may open it. */
  private async recordRead({ report, stream, audience, caller }: Asked, position: number): Promise<void> {
    if (caller === undefined) return;
    const { secrecy } = (await this.source.dossier(stream)).state;
    const secrecyIds = secreciesReadBy(secrecy, audience);
    if (secrecyIds.length === 0) return;
    await this.source.recordSecretRead({ dossier: stream, caller, audience, document: report, position, secrecyIds });
  }
}

function originOf(asked: Asked, position: number, viewVersion: number, version: string): Origin {
  const { report, stream, audience, moment, asOf, knownBy, question, page, logSize, signed } = asked;
  return {
    rapport: report,
    programma: stream,
    lezerskring: audience,
    opPeildatum: moment.day,
    ...(asOf.known === undefined ? {} : { zoalsBekendOp: asOf.known }),
    ...(knownBy === undefined ? {} : { bekendBij: knownBy }),
    ...(question === undefined ? {} : { wie: question.knower, onderwerp: question.subject }),
    ...(page?.after === undefined ? {} : { na: page.after }),
    ...(page === undefined ? {} : { aantal: page.count }),
    positie: position,
    logomvang: logSize,
    ...(signed === undefined
      ? {}
      : { ondertekend: { omvang: signed.size, wortel: signed.root, tijdstip: signed.signedAt } }),
    weergaveversie: viewVersion,
    productversie: version,
  };
}
