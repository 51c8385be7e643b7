import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { SimulatedClock } from '#dossier';
import type { StoredEntry } from '#event-log';
import { commands, type Role } from '#governance';
import { loadLindervoort, LINDERVOORT } from '../../apps/cli/src/demo/load.js';
import { STORY_START } from '../../apps/cli/src/demo/story-parts.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import { REPORTS, ReportService } from '../../apps/server/src/views/report-service.js';

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
const filesWith = (text: string): readonly string[] =>
  readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(text));
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
