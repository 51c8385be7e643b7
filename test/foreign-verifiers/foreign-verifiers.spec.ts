import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointOf, entriesOf, type Files, publish, signerOf, write } from './log.js';
import { mayBeSkipped, toolsIn } from './tools.js';

/** A log that all three accept whole. */
const LARGE_SIZE = 3_000;
/** A log that is tampered with in many ways: two full tiles and a partial one are enough to go wrong everywhere. */
const SIZE = 700;
const OLD_SIZE = 300;
/** Sizes around the edges of tiles. */
const SMALL_SIZES = [1, 2, 255, 256, 257, 513];
const MINUTE = 60_000;
jest.setTimeout(2 * MINUTE);

const work = mkdtempSync(join(tmpdir(), 'foreign-'));
const signer = signerOf(1);
const manyEntries = entriesOf(LARGE_SIZE);
const entries = manyEntries.slice(0, SIZE);
let published: Files;
const older = join(work, 'older-checkpoint');
afterAll(() => rmSync(work, { recursive: true, force: true }));

const TOOLS = toolsIn(work);

/** A log that is not the one that was signed, and why. */
interface Twin {
  readonly what: string;
  /** Changes a copy of the files, or gives others. */
  readonly change: (files: Files) => void | Files | Promise<void | Files>;
  readonly vkey?: string;
  /** What the verifiers say of it, in one of their words. */
  readonly because: RegExp;
}

const BUNDLE = 'tile/entries/001';
const bit = (files: Files, path: string, at: number): void => {
  const bytes = Buffer.from(files.get(path)!);
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  files.set(path, bytes);
};
/** The tiles of another history under the checkpoint of ours. */
const withEntries = async (changed: readonly Buffer[], files: Files): Promise<Files> =>
  new Map([...(await publish(changed)), ['checkpoint', files.get('checkpoint')!]]);
const swapped = (one: number, other: number): Buffer[] =>
  entries.map((entry, at) => (at === one ? entries[other]! : at === other ? entries[one]! : entry));
const without = (index: number): Buffer[] => entries.filter((_, at) => at !== index);
/** Signed by the right key, and yet another history: what only an older checkpoint gives away. */
const rewritten = (): Promise<Files> => publish(entries.map((entry, at) => (at === 7 ? Buffer.from('later') : entry)));

const DIFFERENT = /entry|entries|tile|inconsistent/;
const TWINS: readonly Twin[] = [
  { what: 'a bit of an entry is turned', change: (files) => bit(files, BUNDLE, 100), because: DIFFERENT },
  { what: 'a bit of the length of an entry is turned', change: (files) => bit(files, BUNDLE, 1), because: DIFFERENT },
  {
    what: 'the last bit of the log is turned',
    change: (files) => bit(files, 'tile/entries/002.p/188', -1),
    because: DIFFERENT,
  },
  {
    what: 'an entry is removed, tiles made anew',
    change: (files) => withEntries(without(350), files),
    because: DIFFERENT,
  },
  {
    what: 'an entry is removed and another added at the end, tiles made anew',
    change: (files) => withEntries([...without(350), Buffer.from('{}')], files),
    because: DIFFERENT,
  },
  {
    what: 'the last entry is removed, its tiles made anew',
    change: (files) => withEntries(entries.slice(0, -1), files),
    because: /missing|no such file|tile/,
  },
  {
    what: 'two entries are swapped, tiles made anew',
    change: (files) => withEntries(swapped(20, 610), files),
    because: DIFFERENT,
  },
  {
    what: 'a bundle stands in the place of another',
    change: (files) => void files.set(BUNDLE, files.get('tile/entries/000')!),
    because: DIFFERENT,
  },
  { what: 'a bit of a level 0 tile is turned', change: (files) => bit(files, 'tile/0/001', 8_000), because: DIFFERENT },
  {
    what: 'a bit of a level 1 tile is turned',
    change: (files) => bit(files, 'tile/1/000.p/2', 40),
    because: DIFFERENT,
  },
  {
    what: 'a tile is cut off',
    change: (files) => void files.set('tile/0/000', files.get('tile/0/000')!.subarray(0, 8_191)),
    because: DIFFERENT,
  },
  {
    what: 'a partial tile is cut off by one hash',
    change: (files) => void files.set('tile/0/002.p/188', files.get('tile/0/002.p/188')!.subarray(32)),
    because: DIFFERENT,
  },
  {
    what: 'a bundle is cut off',
    change: (files) => void files.set(BUNDLE, files.get(BUNDLE)!.subarray(0, -1)),
    because: /ends inside entry/,
  },
  {
    what: 'a bundle has a byte more',
    change: (files) => void files.set(BUNDLE, Buffer.concat([files.get(BUNDLE)!, Buffer.of(0)])),
    because: /too many|behind its last entry/,
  },
  { what: 'a bundle is gone', change: (files) => void files.delete(BUNDLE), because: /missing|no such file/ },
  {
    what: 'the root in the checkpoint is another',
    change: async (files) => {
      const [, , root = ''] = (await checkpointOf(without(9))).split('\n');
      const lines = Buffer.from(files.get('checkpoint')!).toString().split('\n');
      files.set('checkpoint', Buffer.from(lines.with(2, root).join('\n')));
    },
    because: /signature|invalid/,
  },
  {
    what: 'the size in the checkpoint is another',
    change: (files) => {
      const text = Buffer.from(files.get('checkpoint')!).toString();
      files.set('checkpoint', Buffer.from(text.replace('\n700\n', '\n699\n')));
    },
    because: /signature|invalid/,
  },
  {
    what: 'the base64 of the signature is spelled otherwise',
    change: (files) => {
      const text = Buffer.from(files.get('checkpoint')!).toString();
      files.set('checkpoint', Buffer.from(text.replace(/=\n$/, '\n')));
    },
    because: /base64|malformed/,
  },
  {
    what: 'another key signed the checkpoint',
    change: (files) => publish(entries, signerOf(2)).then((other) => new Map([...files, ...other])),
    because: /not signed|no verifiable signatures/,
  },
  {
    what: 'the auditor holds another key',
    change: () => {},
    vkey: signerOf(2).vkey,
    because: /not signed|no verifiable/,
  },
  {
    what: 'the auditor holds the key of another log',
    change: () => {},
    vkey: signerOf(1, 'log.elders.example').vkey,
    because: /not signed|no verifiable/,
  },
  {
    what: 'the key ID does not belong to the key',
    change: () => {},
    vkey: signer.vkey.replace(/\+[0-9a-f]{8}\+/, '+01234567+'),
    because: /key/,
  },
  {
    what: 'an old entry is rewritten and the log signed again',
    change: rewritten,
    because: /does not begin/,
  },
  {
    what: 'the log is rolled back and signed again',
    change: () => publish(entries.slice(0, 200)),
    because: /older checkpoint has 300 entries/,
  },
];

describe.each(TOOLS)('$title', ({ missing, prepare, command, receipts }) => {
  if (missing !== undefined && mayBeSkipped) {
    it.skip(`skipped: ${missing}`, () => {});
    return;
  }

  const verify = (folder: string, vkey = signer.vkey, before: string | null = older) => {
    const [program = '', ...args] = command([folder, vkey, ...(before === null ? [] : [before])]);
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    return { status, stdout: stdout.trim(), stderr };
  };
  const place = (files: Files): string => {
    const folder = mkdtempSync(join(work, 'log-'));
    write(folder, files);
    return folder;
  };

  beforeAll(async () => {
    if (missing !== undefined) throw new Error(`continuous integration needs every verifier: ${missing}`);
    prepare?.();
    published = await publish(entries, signer, [0, 255, OLD_SIZE, SIZE - 1]);
    writeFileSync(older, await checkpointOf(entries.slice(0, OLD_SIZE)));
  }, MINUTE);

  it(`accepts a log of ${LARGE_SIZE} entries, and that it grew from ${SIZE}`, async () => {
    const before = join(work, 'before');
    writeFileSync(before, await checkpointOf(entries));
    const folder = place(await publish(manyEntries, signer, [0, 255, SIZE, LARGE_SIZE - 1]));
    const { status, stdout, stderr } = verify(folder, signer.vkey, before);
    expect([stderr, status]).toEqual(['', 0]);
    expect(stdout).toMatch(/^ok: 3000 entries, signed by log\.lindervoort\.example\/besluiten/);
    expect(stdout).toContain(`begins with the ${SIZE} entries of the older checkpoint`);
  });

  it.each(SMALL_SIZES)('accepts a log of %s entries', async (size) => {
    const folder = place(await publish(entries.slice(0, size)));
    expect(verify(folder, signer.vkey, null)).toMatchObject({ status: 0, stderr: '' });
    writeFileSync(join(work, 'first'), await checkpointOf(entries.slice(0, Math.ceil(size / 2))));
    expect(verify(folder, signer.vkey, join(work, 'first')).stdout).toMatch(/^ok: /);
  });

  it('accepts the log that is tampered with below', () => {
    expect(verify(place(published))).toMatchObject({ status: 0, stderr: '' });
  });

  it.each(TWINS)('rejects it when $what', async ({ change, vkey, because }) => {
    const copy: Files = new Map(published);
    const folder = place((await change(copy)) ?? copy);
    const { status, stdout } = verify(folder, vkey);
    expect(stdout).toMatch(/^wrong: /);
    expect(stdout).toMatch(because);
    expect(status).toBe(1);
    rmSync(folder, { recursive: true });
  });

  it('rejects an older checkpoint of which a bit is turned, and one of an empty log', async () => {
    const folder = place(published);
    const changed = join(work, 'changed-checkpoint');
    const bytes = Buffer.from(await checkpointOf(entries.slice(0, OLD_SIZE)));
    bytes[bytes.indexOf('\n') + 1]! ^= 1;
    writeFileSync(changed, bytes);
    expect(verify(folder, signer.vkey, changed)).toMatchObject({ status: 1 });
    writeFileSync(changed, await checkpointOf([]));
    expect(verify(folder, signer.vkey, changed)).toMatchObject({ status: 1 });
    rmSync(folder, { recursive: true });
  });

  if (receipts) {
    it('checks the receipts, and rejects those that are changed or of another entry', () => {
      const path = `receipts/${OLD_SIZE}.tlog-proof`;
      const text = Buffer.from(published.get(path)!).toString();
      expect(verify(place(published)).stdout).toContain('with 4 receipts');
      const twins = [
        text.replace(`index ${OLD_SIZE}\n`, `index ${OLD_SIZE + 1}\n`),
        text.replace(/\n([^\n]{43}=)\n([^\n]{43}=)\n/, '\n$2\n$1\n'),
        text.replace(/\n[^\n]{43}=\n\n/, '\n\n'),
        text.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`),
      ];
      for (const twin of twins) {
        expect(twin).not.toBe(text);
        const { status, stdout } = verify(place(new Map(published).set(path, Buffer.from(twin))));
        expect([stdout.slice(0, 7), status]).toEqual(['wrong: ', 1]);
      }
    });
  }
});
