import { Inject, Injectable } from '@nestjs/common';
import { Engine, momentOf, openedEventsAt, organisationKind, stateAt, type AsOf, type Moment } from '#dossier';
import {
  calendarOn,
  deriveSignals,
  initialOrganisation,
  policyOn,
  shown,
  signalCatalogue,
  type Audience,
  type DossierState,
  type Opened,
  type OpenedDossierEvent,
  type OrganisationState,
} from '#governance';
import { readModels, type PresentContext, type ReadModel } from '#read-models';
import { renderReport } from '#reports';
import { KEPT_VIEWS, type KeptViews } from './kept-views.js';
import { KEPT_AUDIENCE } from './view-source.js';

/** Report names as they stand in the address, and the read model behind each. */
export const REPORTS: Readonly<Record<string, string>> = {
  collegerapportage: 'college-report',
  raadsrapportage: 'council-report',
  besluitenregister: 'decision-register',
  escalatieladder: 'escalation-ladder',
  scopegeschiedenis: 'scope-history',
  livegangkalender: 'go-live-calendar',
};

/** The models have documents of their own; here they only pass through. */
type FoldedReport = ReadModel<unknown, unknown>;

export interface Report {
  readonly name: string;
  readonly presented: unknown;
  readonly html: string;
  /** The last entry of the dossier that this report rests on; -1 when there was none yet. */
  readonly position: number;
}
export class AsOfRefused extends Error {}
export class UnknownProgramme extends Error {}

interface Folded {
  readonly document: unknown;
  readonly position: number;
}

/** Makes any report of one programme, live or for any moment: the same fold over fewer entries. */
@Injectable()
export class ReportService {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(KEPT_VIEWS) private readonly kept?: KeptViews,
  ) {}

  async make(report: string, stream: string, asOf: AsOf, audience: Audience): Promise<Report> {
    const models: readonly FoldedReport[] = readModels;
    const model = models.find(({ name }) => name === REPORTS[report]);
    if (model === undefined) throw new UnknownProgramme(report);
    const { clock } = this.engine.options;
    const at = momentOf(asOf, clock.now());
    if (!at.ok) throw new AsOfRefused(at.detail);
    const live = asOf.day === undefined && asOf.known === undefined;
    const { document, position } =
      (live && audience === KEPT_AUDIENCE ? await this.keptDocument(model, stream) : undefined) ??
      (await this.foldedDocument(model, stream, at.moment, audience));
    const presented = model.present(document, await this.contextAt(stream, at.moment, audience, live));
    const footer = {
      position,
      viewVersion: model.version,
      day: at.moment.day,
      knownUntil: asOf.known ?? undefined,
      clock: clock.kind,
      audience,
    };
    return { name: report, presented, html: renderReport(model.name, presented, footer), position };
  }

  /** The document as it is kept, when it holds everything that was recorded before it was asked for. */
  private async keptDocument(model: FoldedReport, stream: string): Promise<Folded | undefined> {
    const { log } = this.engine.options;
    const head = await log.streamHead(stream);
    if (head === undefined) throw new UnknownProgramme(stream);
    const json = await this.kept?.document(model.name, stream, head.lastPosition);
    return json === undefined ? undefined : { document: JSON.parse(json), position: head.lastPosition };
  }

  private async foldedDocument(
    model: FoldedReport,
    stream: string,
    moment: Moment,
    audience: Audience,
  ): Promise<Folded> {
    const { log, vault } = this.engine.options;
    const events = await openedEventsAt(log, vault, stream, moment, audience);
    if (events.length === 0 && (await log.streamHead(stream)) === undefined) throw new UnknownProgramme(stream);
    const document = model.initial();
    let position = -1;
    for (const event of events) {
      model.evolve(document, event as unknown as OpenedDossierEvent);
      position = Math.max(position, event.meta.position);
    }
    return { document, position };
  }

  private async contextAt(stream: string, moment: Moment, audience: Audience, live: boolean): Promise<PresentContext> {
    const { log, vault } = this.engine.options;
    const organisationStream = (await this.engine.organisation()).stream;
    const events = await openedEventsAt(log, vault, organisationStream, moment, audience);
    const organisation: OrganisationState = initialOrganisation();
    const names = new Map<string, string | undefined>();
    for (const event of events) {
      organisationKind.evolve(organisation, event);
      if (event.type !== 'PersonRegistered') continue;
      const data = event.data as { person: string; name: Opened<string> };
      names.set(data.person, shown(data.name));
    }
    const state: DossierState = live
      ? (await this.engine.dossier(stream)).state
      : await stateAt(log, vault, stream, moment);
    return {
      day: moment.day,
      calendar: calendarOn(organisation),
      policy: policyOn(organisation, moment.day).policy,
      personName: (id: string) => names.get(id),
      audience,
      signals: deriveSignals(state, organisation, moment.day).map((signal) => ({
        ...signal,
        label: signalCatalogue.get(signal.code)?.label ?? signal.code,
      })),
    };
  }
}
