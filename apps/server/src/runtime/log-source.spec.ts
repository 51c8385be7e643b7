import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceOf } from './log-source.js';
import { openRuntime } from './runtime.js';

const OIN = '00000001001234567000';
const OTHER = '00000001009999999000';
const NONE = '0'.repeat(20);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'log-source-'))));
afterEach(() => {
  delete process.env['BESLUITSPOOR_OIN'];
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the log as every program does, records something, and gives what each entry says that it was recorded by. */
async function sources(source?: string): Promise<readonly unknown[]> {
  const runtime = await openRuntime({ folder, ...(source === undefined ? {} : { source }) });
  try {
    const { size } = await runtime.log.head();
    const sha256 = String(size).padStart(64, '0');
    await runtime.engine.recordVerifier({ sha256, sourceSha256: sha256 });
    const entries = await runtime.log.readAll(undefined, 10);
    return entries.map(({ bytes }) => (JSON.parse(Buffer.from(bytes).toString()) as { source: unknown }).source);
  } finally {
    await runtime.close();
  }
}
const set = (oin: string): void => void (process.env['BESLUITSPOOR_OIN'] = oin);

describe('what entries say that they were recorded by', () => {
  it('is what the log was made with, also when nothing is set any more', async () => {
    const mine = sourceOf(OIN);
    expect(await sources(mine)).toEqual([mine, mine]);
    expect(await sources()).toEqual([mine, mine, mine]);
    set(OIN);
    expect(await sources()).toEqual([mine, mine, mine, mine]);
  });

  it('is of nobody else: a setting of another municipality is refused in words, and nothing stays open', async () => {
    await sources(sourceOf(OIN));
    set(OTHER);
    const refused = await sources().catch((error: unknown) => error as Error & { code: string });
    expect(refused).toMatchObject({
      code: 'OIN_DIFFERS',
      message: `BESLUITSPOOR_OIN: Dit logboek is van OIN ${OIN}, en niet van ${OTHER}. Haal deze instelling weg, of kies de map van het andere logboek.`,
    });
    delete process.env['BESLUITSPOOR_OIN'];
    expect(await sources()).toHaveLength(3);
  });

  it('may be set later for a log that was made without', async () => {
    const nobody = sourceOf(NONE);
    expect(await sources()).toEqual([nobody, nobody]);
    set(OIN);
    expect(await sources()).toEqual([nobody, nobody, sourceOf(OIN)]);
  });
});
