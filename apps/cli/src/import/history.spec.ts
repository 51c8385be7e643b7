import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openedEventsAt, SimulatedClock } from '#dossier';
import { noonOf, type NewEvent } from '#governance';
import { readHistory } from '#interchange';
import { openRuntime, type Runtime } from '../../../server/src/runtime/runtime.js';
import { recordHistoryFile } from './history.js';

const TODAY = '2025-02-03';
const OLD = 'd-vroeger';
const rows = (count: number) =>
  readHistory(
    'h.jsonl',
    Buffer.from(
      Array.from({ length: count }, (_, index) =>
        JSON.stringify({
          datum: '2022-03-15',
          soort: 'LessonRecorded',
          namens: 'MT',
          gegevens: { lessonId: `LES-${index}`, causeType: 'gedrag', lesson: 'les' },
        }),
      ).join('\n'),
    ),
    TODAY,
  );
const started: NewEvent = { type: 'ProgrammeInitiated', data: { name: 'n', objective: 'o', mode: 'getrapt' } };

let folder: string;
let runtime: Runtime;
const into = (stream: string, batch = 'H-01') => ({ stream, batch });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'history-'));
  runtime = await openRuntime({ folder, clock: new SimulatedClock(noonOf(TODAY)) });
});
afterAll(async () => {
  await runtime.close();
  rmSync(folder, { recursive: true, force: true });
});
const headOf = async (stream: string) => (await runtime.log.streamHead(stream))?.revision;

describe('recording a file of history', () => {
  it('marks every event with its batch and day, and closes the batch with digest and count', async () => {
    const file = rows(2);
    expect(await recordHistoryFile(runtime.engine, file, into(OLD))).toEqual({
      kind: 'recorded',
      recorded: 2,
      repeated: 0,
    });
    const moment = { knownUntil: undefined, day: TODAY };
    const events = await openedEventsAt(runtime.log, runtime.vault, OLD, moment, 'auditor');
    expect(events.map(({ type, meta }) => [type, meta.day, meta.importBatch, meta.late, meta.onBehalfOf])).toEqual([
      ['LessonRecorded', '2022-03-15', 'H-01', true, 'MT'],
      ['LessonRecorded', '2022-03-15', 'H-01', true, 'MT'],
      ['HistoryImported', TODAY, undefined, false, undefined],
    ]);
    expect(events.at(-1)!.data).toEqual({ batch: 'H-01', sha256: file.sha256, count: 2, sourceName: 'h.jsonl' });
  });
  it('records nothing on a second run of the same file, under whatever name', async () => {
    const before = await headOf(OLD);
    const again = await recordHistoryFile(runtime.engine, rows(2), into(OLD, 'H-99'));
    expect(again).toEqual({ kind: 'recorded', recorded: 0, repeated: 2 });
    expect(await headOf(OLD)).toBe(before);
  });
  it('refuses an other file under the same name, and takes it under a new one', async () => {
    const refused = await recordHistoryFile(runtime.engine, rows(3), into(OLD));
    expect(refused).toMatchObject({ kind: 'refused', broken: [{ refusal: { code: 'BATCH_ALREADY_READ' } }] });
    expect(await recordHistoryFile(runtime.engine, rows(3), into(OLD, 'H-02'))).toMatchObject({ recorded: 3 });
  });
  it('refuses a dossier in which people work', async () => {
    const caller = { person: 'p', role: 'projectbureau' } as const;
    const items = [{ event: started, occurredAt: TODAY, closing: true }];
    await runtime.engine.importEvents({
      stream: 'd-nu',
      caller,
      batch: 'x',
      key: 'x',
      classification: 'intern',
      items,
    });
    expect(await recordHistoryFile(runtime.engine, rows(1), into('d-nu'))).toMatchObject({
      broken: [{ refusal: { code: 'IMPORT_NEEDS_OWN_DOSSIER' } }],
    });
    expect(await headOf('d-nu')).toBe(0);
  });
  it('takes more rows than fit one append, and closes the batch once', async () => {
    const many = await recordHistoryFile(runtime.engine, rows(2_000), into('d-groot'));
    expect(many).toEqual({ kind: 'recorded', recorded: 2_000, repeated: 0 });
    expect(await headOf('d-groot')).toBe(2_000);
    expect(await recordHistoryFile(runtime.engine, rows(2_000), into('d-groot'))).toMatchObject({ recorded: 0 });
    expect(await headOf('d-groot')).toBe(2_000);
  });
});
