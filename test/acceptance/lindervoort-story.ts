import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  attemptDeclaration,
  ATTEMPTS_SUFFIX,
  audienceMayOpen,
  EventTypes,
  openedEventOf,
  SimulatedClock,
  stateAt,
} from '#dossier';
import { deriveSignals, endOf, type Audience, type DossierState } from '#governance';
import { loadLindervoort, LINDERVOORT, type Loaded } from '../../apps/cli/src/demo/load.js';
import { STORY_START } from '../../apps/cli/src/demo/story-parts.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import { ReportService } from '../../apps/server/src/views/report-service.js';

export interface Attempt {
  readonly on: string;
  readonly command: unknown;
  readonly codes: unknown;
}

/** The example municipality, loaded once per file of tests; every figure is computed from its log. */
/** A report with its page. */
interface Page {
  readonly presented: unknown;
  readonly position: number;
  readonly html: string;
}

export class LoadedStory {
  private constructor(
    private readonly folder: string,
    private readonly end: string,
    readonly loaded: Loaded,
    public runtime: Runtime,
  ) {}

  static async load(): Promise<LoadedStory> {
    const folder = mkdtempSync(join(tmpdir(), 'lindervoort-'));
    const clock = new SimulatedClock(STORY_START);
    const runtime = await openRuntime({ folder, clock });
    const loaded = await loadLindervoort(runtime.engine, clock, () => {});
    return new LoadedStory(folder, clock.now(), loaded, runtime);
  }
  /** Opens the same folder again, with nothing in memory. */
  async reopen(): Promise<void> {
    await this.runtime.close();
    this.runtime = await openRuntime({ folder: this.folder, clock: new SimulatedClock(this.end) });
  }
  async close(): Promise<void> {
    await this.runtime.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The state on a day, as known now or, with `known`, at the end of that day. */
  stateOn(day: string, known?: string): Promise<DossierState> {
    const knownUntil = known === undefined ? undefined : endOf(known);
    return stateAt(this.runtime.log, this.runtime.vault, LINDERVOORT, { day, knownUntil });
  }
  async report(name: string, asOf = {}, audience: Audience = 'college', stream = LINDERVOORT): Promise<Page> {
    const report = await new ReportService(this.runtime.engine).make({ report: name, stream, asOf, audience });
    return { presented: report.presented, position: report.position, html: await report.html() };
  }
  async signalsOn(day: string): Promise<readonly string[]> {
    const organisation = await this.runtime.engine.organisation();
    return deriveSignals(await this.stateOn(day), organisation.asOfDay(day), day).map(({ code }) => code);
  }
  /** What the attempt log keeps, opened as an auditor. */
  async attempts(): Promise<readonly Attempt[]> {
    const { log, vault } = this.runtime;
    const types = new EventTypes({ CommandRefused: attemptDeclaration });
    const heads = await log.streams(LINDERVOORT + ATTEMPTS_SUFFIX);
    const pages = await Promise.all(heads.map(({ stream }) => log.readStream(stream, 0, 1_000)));
    return pages.flat().map((entry) => {
      const event = openedEventOf(types, vault.open(entry, audienceMayOpen('auditor')), entry.position)!;
      return { on: event.meta.day, command: event.data['command'], codes: event.data['codes'] };
    });
  }
}
