import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_STREAM } from '#event-log';
import { EXPORT_AUDIENCES, type ExportAudience } from '#interchange';
import { uuidv7 } from '#vault';
import { LINDERVOORT } from '../../apps/cli/src/demo/load.js';
import { VERIFIER_FILE } from '../../apps/cli/src/export/verifier-file.js';
import { writeExports } from '../../apps/cli/src/export/write-export.js';
import { startCheckpointer } from '../../apps/server/src/proof/start.js';
import { openRuntime, type Runtime } from '../../apps/server/src/runtime/runtime.js';
import { LoadedStory } from '../acceptance/lindervoort-story.js';
import { mayBeSkipped, toolsIn } from './tools.js';

/** Exports as they leave the house, checked by programs that are not ours and by the verifier that goes with them. */

/** The entries that are made here; a few of the log itself come with them. */
const LARGE_SIZE = 20_000;
const BATCH = 1_000;
const MINUTE = 60_000;
const READER = { person: 'p-griffier', role: 'griffie' } as const;
jest.setTimeout(3 * MINUTE);

const work = mkdtempSync(join(tmpdir(), 'foreign-exports-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function exported(runtime: Runtime, name: string, audiences: readonly ExportAudience[], programme?: string) {
  const checkpointer = startCheckpointer(runtime);
  await checkpointer.ready;
  try {
    const exports = audiences.map((audience) => ({ audience, folder: join(work, `${name}-${audience}`) }));
    const asked = { exports, verifierFile: VERIFIER_FILE, reader: READER };
    const [first] = await writeExports(runtime, checkpointer, { ...asked, ...(programme && { programme }) });
    return first!.manifest;
  } finally {
    await checkpointer.stop();
  }
}

/** Through the port of the log itself: twenty streams of a thousand entries, each entry with a value that is sealed. */
async function fill({ log, vault }: Runtime): Promise<void> {
  const { lastTime } = await log.head();
  for (let batch = 0; batch < LARGE_SIZE / BATCH; batch += 1) {
    const stream = `d-${batch}`;
    const commandId = `vullen-${batch}`;
    const entries = Array.from({ length: BATCH }, (_, revision) =>
      vault.seal({
        id: uuidv7(Date.parse(lastTime!), Buffer.from(`${batch}-${revision}-x`.padEnd(10, '0'))),
        source: 'urn:voorbeeld',
        type: 'nl.voorbeeld.aantekening.v1',
        subject: stream,
        streamrev: revision,
        time: lastTime!,
        dataschema: 'urn:voorbeeld:aantekening:v1',
        actorref: 'a-1',
        commandid: commandId,
        commandindex: revision,
        open: { nummer: revision },
        sealed: [
          { name: 'tekst', value: `Regel ${revision}`, key: { kind: 'dossier', id: stream }, label: 'intern/intern' },
        ],
        envelope: 'open',
        genericKey: { kind: 'dossier', id: stream },
        genericLabel: 'intern/intern',
      }),
    );
    const result = await log.append({ stream, expected: NO_STREAM, commandId, time: lastTime!, entries });
    if (result.kind !== 'appended') throw new Error(JSON.stringify(result));
  }
}

let vkeys: { large: string; story: string };
beforeAll(async () => {
  const runtime = await openRuntime({ folder: join(work, 'data') });
  await fill(runtime);
  const large = await exported(runtime, 'large', ['auditor']);
  await runtime.close();
  expect(large.size).toBeGreaterThan(LARGE_SIZE);
  const story = await LoadedStory.load();
  const { vkey } = await exported(story.runtime, 'story', EXPORT_AUDIENCES);
  await exported(story.runtime, 'programme', ['raad'], LINDERVOORT);
  await story.close();
  vkeys = { large: large.vkey, story: vkey };
});

const logFile = (folder: string, start: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .findLast((path) => path.slice(folder.length + 1).startsWith(start))!;
/** A copy of which one bit is turned, in the middle of a file. */
function twinOf(name: string, start: string): string {
  const folder = mkdtempSync(join(work, 'twin-'));
  cpSync(join(work, name), folder, { recursive: true });
  const file = logFile(folder, start);
  const bytes = readFileSync(file);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  writeFileSync(file, bytes);
  return folder;
}

const OWN = {
  title: 'The verifier of the export',
  missing: undefined,
  prepare: undefined,
  command: ([folder = '', vkey = '']: readonly string[]) => [
    process.execPath,
    VERIFIER_FILE,
    folder,
    '--sleutel',
    vkey,
  ],
};
describe.each([...toolsIn(work), OWN])('$title', ({ title, missing, prepare, command }) => {
  if (missing !== undefined && mayBeSkipped) {
    it.skip(`skipped: ${missing}`, () => {});
    return;
  }
  beforeAll(() => {
    if (missing !== undefined) throw new Error(`continuous integration needs every verifier: ${missing}`);
    prepare?.();
  });
  const verify = (folder: string, vkey: string) => {
    const [program = '', ...args] = command([folder, vkey]);
    const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
    return { status, stdout };
  };
  const accepted = { status: 0, stdout: expect.stringMatching(title === OWN.title ? /klopt\./ : /^ok: /) };
  const rejected = { status: 1, stdout: expect.stringMatching(title === OWN.title ? /✗ / : /^wrong: /) };

  it(`accepts an export of more than ${LARGE_SIZE} entries, and rejects it with one bit turned`, () => {
    expect(verify(join(work, 'large-auditor'), vkeys.large)).toMatchObject(accepted);
    expect(verify(twinOf('large-auditor', 'tile/entries/'), vkeys.large)).toMatchObject(rejected);
  });

  it.each(EXPORT_AUDIENCES)(
    'accepts the export of Lindervoort for %s, and rejects it with one bit turned',
    (audience) => {
      const name = `story-${audience}`;
      expect(verify(join(work, name), vkeys.story)).toMatchObject(accepted);
      for (const start of ['checkpoint', 'tile/0/', 'tile/entries/'])
        expect(verify(twinOf(name, start), vkeys.story)).toMatchObject(rejected);
    },
  );

  it('accepts the export of one programme', () => {
    expect(verify(join(work, 'programme-raad'), vkeys.story)).toMatchObject(accepted);
  });
});
