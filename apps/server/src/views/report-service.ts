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
  type Opened,
  type OpenedDossierEvent,
  type OrganisationState,
} from '#governance';
import { readModels, type PresentContext, type ReadModel } from '#read-models';
import { renderReport } from '#reports';

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
  readonly position: number;
}
export class AsOfRefused extends Error {}
export class UnknownProgramme extends Error {}

/** Makes any report of one programme, live or for any moment: the same fold over fewer entries. */
@Injectable()
export class ReportService {
  constructor(@Inject(Engine) private readonly engine: Engine) {}

  async make(report: string, stream: string, asOf: AsOf, audience: Audience): Promise<Report> {
    const models: readonly FoldedReport[] = readModels;
    const model = models.find(({ name }) => name === REPORTS[report]);
    if (model === undefined) throw new UnknownProgramme(report);
    const { log, vault, clock } = this.engine.options;
    const now = clock.now();
    const at = momentOf(asOf, now);
    if (!at.ok) throw new AsOfRefused(at.detail);
    const events = await openedEventsAt(log, vault, stream, at.moment, audience);
    if (events.length === 0 && (await log.streamHead(stream)) === undefined) throw new UnknownProgramme(stream);
    const document = model.initial();
    let position = -1;
    for (const event of events) {
      model.evolve(document, event as unknown as OpenedDossierEvent);
      position = Math.max(position, event.meta.position);
    }
    const context = await this.contextAt(stream, at.moment, audience);
    const presented = model.present(document, context);
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

  private async contextAt(stream: string, moment: Moment, audience: Audience): Promise<PresentContext> {
    const { log, vault } = this.engine.options;
    const organisationStream = (await this.engine.organisation()).stream;
    const events = await openedEventsAt(log, vault, organisationStream, moment, audience);
    const organisation: OrganisationState = initialOrganisation();
    const names = new Map<string, { name: string | undefined; publicOfficial: boolean }>();
    for (const event of events) {
      organisationKind.evolve(organisation, event);
      if (event.type !== 'PersonRegistered') continue;
      const data = event.data as { person: string; name: Opened<string>; publicOfficial: boolean };
      names.set(data.person, { name: shown(data.name), publicOfficial: data.publicOfficial });
    }
    const state = await stateAt(log, vault, stream, moment);
    return {
      day: moment.day,
      calendar: calendarOn(organisation),
      policy: policyOn(organisation, moment.day).policy,
      personName: (id: string) => names.get(id)?.name,
      audience,
      signals: deriveSignals(state, organisation, moment.day).map((signal) => ({
        ...signal,
        label: signalCatalogue.get(signal.code)?.label ?? signal.code,
      })),
    };
  }
}
