import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { SimulatedClock } from '#dossier';
import type { StoredEntry } from '#event-log';
import { commands, dossierEvents, type OpenedDossierEvent, type Role } from '#governance';
import { openViewStore, readModels, rebuild, type FoldedModel, type RebuildOptions } from '#read-models';
import { loadLindervoort, LINDERVOORT } from '../../apps/cli/src/demo/load.js';
import { STORY_START } from '../../apps/cli/src/demo/story-parts.js';
import { FILES } from '../../apps/server/src/runtime/files.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import { REPORTS, ReportService } from '../../apps/server/src/views/report-service.js';
import { viewSource } from '../../apps/server/src/views/view-source.js';

/** The story with one person more, whose name occurs nowhere else, so that every trace of it can be looked for. */
const NAME = 'Xanthippe Zwaluwstaart';
const CONTACT = 'inwonerspanel-zwaluwstaart@lindervoort.example';
const PERSON = 'p-inwonerspanel';

let folder: string;
let clock: SimulatedClock;
let runtime: Runtime;

async function act(command: string, fields: object, role: Role): Promise<void> {
  const found = commands.find(({ name }) => name === command)!;
  const { stream } = await runtime.engine.organisation();
  const result = await runtime.engine.handle({
    command: plainToInstance(found, fields),
    stream,
    caller: { person: `p-${role}`, role },
  });
  if (result.kind !== 'recorded') throw new Error(JSON.stringify(result));
}
async function everything(): Promise<readonly StoredEntry[]> {
  const all: StoredEntry[] = [];
  for (;;) {
    const page = await runtime.log.readAll(all.at(-1)?.position, 1_000);
    if (page.length === 0) return all;
    all.push(...page);
  }
}
const filesWith = (text: string, where = folder): readonly string[] =>
  readdirSync(where).filter((file) => readFileSync(join(where, file)).includes(text));
async function pages(): Promise<string> {
  const service = new ReportService(runtime.engine);
  const moments = [{}, { known: '2025-06-01' }, { day: '2025-12-31' }];
  const reports = await Promise.all(
    Object.keys(REPORTS).flatMap((report) =>
      moments.map((asOf) => service.make({ report, stream: LINDERVOORT, asOf, audience: 'auditor' })),
    ),
  );
  return (await Promise.all(reports.map((report) => report.html()))).join('\n');
}
/** Takes up all that it is given, so that nothing that any model could ever keep is missing. */
const greedy: FoldedModel = {
  name: 'everything',
  version: 1,
  initial: () => [],
  evolve: (doc, event) => void (doc as unknown[]).push(structuredClone(event)),
};
type Source = Pick<RebuildOptions, 'log' | 'open' | 'dossierOf' | 'streamOf'>;
/** Builds the kept documents twice, so that there is a previous build as well, in a folder of their own. */
async function keep(source: Source): Promise<string> {
  const where = mkdtempSync(join(tmpdir(), 'erasure-views-'));
  const store = await openViewStore(`sqlite:${join(where, FILES.views)}`);
  for (let build = 0; build < 2; build += 1)
    await rebuild([...(readModels as readonly FoldedModel[]), greedy], { ...source, store });
  expect(await store.document('everything', LINDERVOORT)).toBeDefined();
  await store.close();
  return where;
}
const reopen = async (): Promise<void> => {
  await runtime.close();
  runtime = await openRuntime({ folder, clock });
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'erasure-'));
  clock = new SimulatedClock(STORY_START);
  runtime = await openRuntime({ folder, clock });
  await loadLindervoort(runtime.engine, clock, () => {});
  await act('RegisterPerson', { person: PERSON, name: NAME, contact: CONTACT, publicOfficial: false }, 'projectbureau');
}, 120_000);
afterAll(async () => {
  await runtime.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('kept documents', () => {
  it('get nothing of what is kept under the key of a person, so an erasure need not touch them', async () => {
    const declared = Object.values(dossierEvents).flatMap(({ type, fields }) =>
      Object.entries<{ disclosure: string }>(fields).map(([name, { disclosure }]) => ({ type, name, disclosure })),
    );
    expect(declared.length).toBeGreaterThan(100);
    expect(declared.filter(({ disclosure }) => disclosure === 'personal')).toEqual([]);

    const kept = await keep(viewSource(runtime.log, runtime.vault));
    // Whom it is about stands there as a reference; the name is in the register of the organisation alone.
    expect(filesWith('p-vanommelen', kept)).not.toEqual([]);
    expect([filesWith(NAME, kept), filesWith(CONTACT, kept)]).toEqual([[], []]);
    rmSync(kept, { recursive: true });
  }, 60_000);

  it('would show what a model took up of a person', async () => {
    const { log, vault } = runtime;
    const everyStream: Source = {
      ...viewSource(log, vault),
      dossierOf: (stream) => stream,
      open: (entry) => {
        const event = viewSource(log, vault).open(entry);
        const meta = { position: entry.position, day: '2026-01-01' };
        return event ?? ({ type: 'Other', data: vault.open(entry, () => true), meta } as unknown as OpenedDossierEvent);
      },
    };
    const kept = await keep(everyStream);
    expect(filesWith(NAME, kept)).not.toEqual([]);
    expect(filesWith(CONTACT, kept)).not.toEqual([]);
    rmSync(kept, { recursive: true });
  }, 60_000);
});

describe('LV-13: after shredding', () => {
  it('leaves every earlier entry as it was, and nothing of the person, in no moment and no file', async () => {
    const before = await everything();
    expect(JSON.stringify(before.map((entry) => runtime.vault.open(entry, () => true)))).toContain(NAME);
    await act('ShredPersonalData', { person: PERSON, ground: 'Verzoek van betrokkene', authority: 'FG' }, 'FG');

    const after = await everything();
    const comparable = ({ position, id, bytes, leafHash }: StoredEntry) => [
      position,
      id,
      Buffer.from(bytes).toString('hex'),
      Buffer.from(leafHash).toString('hex'),
    ];
    expect(after.slice(0, before.length).map(comparable)).toEqual(before.map(comparable));
    expect(after.slice(before.length).map((entry) => runtime.vault.open(entry, () => true).type)).toEqual([
      'nl.programmabesturing.personal-data-shredded.v1',
    ]);
    const opened = JSON.stringify(after.map((entry) => runtime.vault.open(entry, () => true)));
    expect([opened.includes(NAME), opened.includes(CONTACT)]).toEqual([false, false]);
    expect(await pages()).not.toContain('Zwaluwstaart');

    await reopen();
    expect(await pages()).not.toContain('Zwaluwstaart');
    await runtime.close();
    expect([filesWith(NAME), filesWith(CONTACT)]).toEqual([[], []]);
    runtime = await openRuntime({ folder, clock });
  }, 60_000);

  it('does not erase twice, and takes up what was cut off', async () => {
    await expect(
      act('ShredPersonalData', { person: PERSON, ground: 'Nog eens', authority: 'FG' }, 'FG'),
    ).rejects.toThrow('PERSON_SHREDDED');
    const person = 'p-tweede';
    await act('RegisterPerson', { person, name: 'Tweede Naam', publicOfficial: false }, 'projectbureau');
    const interrupted = jest.spyOn(runtime.log, 'removeGroups').mockRejectedValue(new Error('the power is gone'));
    await expect(act('ShredPersonalData', { person, ground: 'Verzoek', authority: 'FG' }, 'FG')).rejects.toThrow(
      'the power is gone',
    );
    interrupted.mockRestore();
    expect(runtime.vault.keyIdOf({ kind: 'person', id: person })).toBeDefined();
    await reopen();
    expect(runtime.vault.keyIdOf({ kind: 'person', id: person })).toBeUndefined();
  }, 60_000);
});
