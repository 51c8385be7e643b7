import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { audienceOf } from '#access';
import { SimulatedClock } from '#dossier';
import type { Role } from '#governance';
import { forgetEnvironment } from '../../../server/src/config/configuration.js';
import { openRuntime, type Runtime } from '../../../server/src/runtime/runtime.js';
import { serve } from '../../../server/src/serve.js';
import { CookieDemoSwitch } from '../../../server/src/views/demo-switch.js';
import { audienceFor, REPORTS, ReportService } from '../../../server/src/views/report-service.js';
import { loadLindervoort, type Loaded } from '../demo/load.js';
import { STORY_START } from '../demo/story-parts.js';
import { mustBeForDemo, portOf } from '../folder.js';
import { give, progress, say } from '../output.js';
import { jsonOption } from './options.js';
import { stopped } from './server.js';

const DEMO_FOLDER = '.demo';
/** Tells the demo's own folder from any other, since it is emptied first. */
const DEMO_MARKER = 'demo.txt';
const DEMO_PORT = 3000;
const NEVER = '9999-12-31T00:00:00.000Z';

interface DemoOptions {
  readonly data: string;
  readonly once: boolean;
  readonly json: boolean;
  readonly poort: string;
}

/** Loads the example municipality into a folder of its own and serves it. */
export function addDemoCommand(root: Command): void {
  root
    .command('demo')
    .description('laad de voorbeeldgemeente Lindervoort en toon haar')
    .option('--data <map>', 'map voor de demo; wordt eerst leeggemaakt', DEMO_FOLDER)
    .option('--once', 'laad, schrijf de rapporten en stop', false)
    .option('--poort <poort>', 'poort', String(DEMO_PORT))
    .addOption(jsonOption())
    .action(demo);
}

async function demo(options: DemoOptions): Promise<void> {
  const port = portOf(options.poort);
  forgetEnvironment();
  mustBeForDemo(options.data, DEMO_MARKER);
  rmSync(options.data, { recursive: true, force: true });
  mkdirSync(options.data, { recursive: true, mode: 0o700 });
  writeFileSync(join(options.data, DEMO_MARKER), 'Deze map is van de demo en wordt bij elke demo leeggemaakt.\n');
  const clock = new SimulatedClock(STORY_START);
  const runtime = await openRuntime({ folder: options.data, clock });
  const loaded = await loadLindervoort(runtime.engine, clock, progress('Voorbeeldgemeente', 1));
  const reports = await writeReports(runtime, loaded.dossier, join(options.data, 'rapporten'));
  const done = { map: options.data, programma: loaded.dossier, ...loaded.tally, rapporten: reports };
  if (options.once) {
    await runtime.close();
    give(options, done, () => summary(loaded, reports));
    return;
  }
  makeTokens(runtime, options.data);
  const serving = await serve(runtime, {
    host: '127.0.0.1',
    port,
    demo: new CookieDemoSwitch(),
  });
  say(options, summary(loaded, reports));
  give(options, { ...done, url: serving.url }, () => `Open ${serving.url} (stoppen met Ctrl-C)`);
  await stopped();
  await serving.stop();
}

function summary({ tally, dossier }: Loaded, reports: readonly string[]): string {
  return [
    `Programma ${dossier}: ${tally.recorded} handelingen vastgelegd, ${tally.refused} geweigerd zoals het verhaal wil, ${tally.byTimekeeper} door de klok.`,
    `Historie: ${tally.history.recorded} van ${tally.history.rows} regels ingelezen.`,
    ...leftOutLines(tally.leftOut),
    ...reports.map((file) => `Rapport: ${file}`),
  ].join('\n');
}

/** What of the story is not entered, by the part of the domain it waits for. */
function leftOutLines(leftOut: Loaded['tally']['leftOut']): readonly string[] {
  const parts = [...new Set(leftOut.map(({ waitsFor }) => waitsFor))];
  const rowsOf = (part: string): string =>
    leftOut
      .filter(({ waitsFor }) => waitsFor === part)
      .map(({ row, what }) => `${row} (${what})`)
      .join(', ');
  return parts.map((part) => `Nog niet in dit verhaal, wacht op ${part}: ${rowsOf(part)}.`);
}

/** Every report, as its own audience reads it. */
async function writeReports(runtime: Runtime, dossier: string, folder: string): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const service = new ReportService(runtime.engine);
  const files: string[] = [];
  for (const name of Object.keys(REPORTS)) {
    const audience = audienceFor(name, 'college');
    const report = await service.make({ report: name, stream: dossier, asOf: {}, audience });
    const file = join(folder, `${name}.html`);
    writeFileSync(file, await report.html());
    files.push(file);
  }
  return files;
}

/** Tokens for the demo alone, so that a newcomer can call the API at once. */
function makeTokens(runtime: Runtime, folder: string): void {
  const tokens = Object.fromEntries(
    (['projectbureau', 'griffie', 'raadslid', 'rekenkamer'] as const satisfies readonly Role[]).map((role) => [
      role,
      runtime.tokens.issue({ person: `demo-${role}`, role, audience: audienceOf(role), expiresAt: NEVER }).token,
    ]),
  );
  writeFileSync(join(folder, 'tokens.json'), JSON.stringify(tokens, null, 2), { mode: 0o600 });
}
