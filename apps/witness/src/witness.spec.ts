import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cosignatureSigner,
  ed25519Signer,
  ed25519Verifier,
  encodeBase64,
  emptyRoot,
  leafHash,
  openNote,
  parseVkey,
  proveConsistency,
  rangesFromLeaves,
  signCheckpoint,
  verifierFor,
} from '#transparency';
import { MAX_REQUEST_BYTES } from './add-checkpoint.js';
import { initWitness, openWitness, WitnessProblem } from './folder.js';
import { witnessServer } from './http.js';
import { WitnessStore } from './store.js';
import { hashOfOrigin, Witness } from './witness.js';

const ORIGIN = 'log.example/besluiten';
const log = ed25519Signer(ORIGIN, generateKeyPairSync('ed25519').privateKey);
const stranger = ed25519Signer(ORIGIN, generateKeyPairSync('ed25519').privateKey);
const own = generateKeyPairSync('ed25519').privateKey;
let seconds = 1_700_000_000;
const signer = cosignatureSigner('getuige.example/1', own, () => seconds);
const LEAVES = Array.from({ length: 40 }, (_, at) => leafHash(Buffer.from(`regel ${at}`)));
const FORK = Array.from({ length: 40 }, (_, at) => leafHash(Buffer.from(`andere regel ${at}`)));

const rangesOf = (leaves: readonly Uint8Array[]) => rangesFromLeaves((index) => leaves[index]!);
const rootOf = (leaves: readonly Uint8Array[], size: number): Uint8Array =>
  size === 0 ? emptyRoot() : rangesOf(leaves)(0, size);
const noteOf = (size: number, leaves = LEAVES, by = log, origin = ORIGIN): Promise<string> =>
  signCheckpoint({ origin, size, root: rootOf(leaves, size) }, by);
const proofOf = (from: number, to: number, leaves = LEAVES): string[] =>
  proveConsistency(from, to, rangesOf(leaves)).map((hash) => encodeBase64(hash));
const bodyOf = (old: number | string, proof: readonly string[], note: string): string =>
  `old ${old}\n${proof.map((line) => `${line}\n`).join('')}\n${note}`;

let folder: string;
let store: WitnessStore;
let server: Server;
let url: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'witness-'));
  store = new WitnessStore(join(folder, 'witness.db'));
  const logs = [{ origin: ORIGIN, logKeys: [ed25519Verifier(parseVkey(log.vkey))] }];
  server = witnessServer(new Witness({ logs, store, signer }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}
async function ask(path: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(`${url}${path}`, { ...init, headers: { connection: 'close' } });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}
const add = (body: string): Promise<Answered> => ask('/add-checkpoint', { method: 'POST', body });
const grow = async (from: number, to: number): Promise<Answered> =>
  add(bodyOf(from, from === 0 ? [] : proofOf(from, to), await noteOf(to)));
const sizeOf = (): number | undefined => store.read(ORIGIN)?.size;

describe('add-checkpoint', () => {
  it('cosigns what begins with all that was cosigned before, and keeps it', async () => {
    for (const [from, to] of [
      [0, 0],
      [0, 1],
      [1, 7],
      [7, 7],
      [7, 40],
    ] as const) {
      seconds += 1;
      const answer = await grow(from, to);
      expect(answer).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' });
      const cosigned = `${await noteOf(to)}${answer.body}`;
      expect(openNote(Buffer.from(cosigned), [verifierFor(signer.vkey)]).verified).toHaveLength(1);
      expect(store.read(ORIGIN)).toMatchObject({ size: to, note: cosigned });
    }
  });

  it('answers 409 with its own size when the log thinks that it is elsewhere', async () => {
    await grow(0, 7);
    const conflict = { status: 409, type: 'text/x.tlog.size', body: '7\n' };
    expect(await grow(0, 9)).toEqual(conflict);
    expect(await grow(5, 9)).toEqual(conflict);
    expect(await grow(9, 12)).toEqual(conflict);
    // An older checkpoint with its own older size: a log that went back in time.
    expect(await grow(0, 5)).toEqual(conflict);
    expect(sizeOf()).toBe(7);
  });

  it('answers 409 with 0 for a log of which it has cosigned nothing', async () => {
    expect(await grow(3, 5)).toEqual({ status: 409, type: 'text/x.tlog.size', body: '0\n' });
  });

  const tooMany = Array.from({ length: 64 }, () => encodeBase64(emptyRoot()));
  const refused: readonly (readonly [string, number, () => Promise<string>])[] = [
    ['another root of the same size', 422, async () => bodyOf(7, [], await noteOf(7, FORK))],
    ['another history', 422, async () => bodyOf(7, proofOf(7, 12, FORK), await noteOf(12, FORK))],
    ['no proof', 422, async () => bodyOf(7, [], await noteOf(12))],
    ['a proof that is too long', 422, async () => bodyOf(7, [...proofOf(7, 12), tooMany[0]!], await noteOf(12))],
    ['a proof for the same size', 422, async () => bodyOf(7, [tooMany[0]!], await noteOf(7))],
    ['a log that it does not know', 404, async () => bodyOf(0, [], await noteOf(7, LEAVES, log, 'log.example/ander'))],
    ['a stranger’s signature', 403, async () => bodyOf(7, proofOf(7, 12), await noteOf(12, LEAVES, stranger))],
    [
      'a signature over something else',
      403,
      async () => bodyOf(7, proofOf(7, 12), (await noteOf(12)).replace('\n12\n', '\n13\n')),
    ],
    ['an old size beyond the checkpoint', 400, async () => bodyOf(12, [], await noteOf(7))],
    ['an old size with a leading zero', 400, async () => bodyOf('07', proofOf(7, 12), await noteOf(12))],
    ['a negative old size', 400, async () => bodyOf('-7', proofOf(7, 12), await noteOf(12))],
    ['an old size beyond all numbers', 400, async () => bodyOf('9'.repeat(16), [], await noteOf(12))],
    ['64 lines of proof', 400, async () => bodyOf(7, tooMany, await noteOf(12))],
    ['a line of proof that is not base64', 400, async () => bodyOf(7, ['geen base64'], await noteOf(12))],
    ['a line of proof with lax base64', 400, async () => bodyOf(7, [`${'A'.repeat(42)}B=`], await noteOf(12))],
    ['a hash of another length', 400, async () => bodyOf(7, ['AAAA'], await noteOf(12))],
    ['no empty line', 400, async () => `old 7\n${(await noteOf(12)).replace('\n\n', '\n')}`],
    ['a checkpoint without signature', 400, async () => bodyOf(7, [], `${ORIGIN}\n12\nAAAA\n`)],
    ['nothing', 400, async () => ''],
    ['an empty tree with a root', 400, async () => bodyOf(0, [], (await noteOf(7)).replace('\n7\n', '\n0\n'))],
  ];
  it.each(refused)('refuses %s with %i, and cosigns nothing', async (_what, status, body) => {
    await grow(0, 7);
    const kept = store.read(ORIGIN);
    expect((await add(await body())).status).toBe(status);
    expect(store.read(ORIGIN)).toEqual(kept);
  });

  it('refuses a proof from nothing', async () => {
    expect((await add(bodyOf(0, [tooMany[0]!], await noteOf(7)))).status).toBe(422);
    expect(sizeOf()).toBeUndefined();
  });

  it('lets signatures of strangers pass and does not keep them', async () => {
    const noise = (await noteOf(7, LEAVES, stranger)).split('\n\n')[1]!;
    expect((await add(bodyOf(0, [], `${await noteOf(7)}${noise}`))).status).toBe(200);
    expect(store.read(ORIGIN)!.note).not.toContain(noise);
  });

  it('keeps one of two that come at once, and tells the other', async () => {
    await grow(0, 7);
    const answers = await Promise.all([grow(7, 12), grow(7, 20), grow(7, 12), grow(7, 15)]);
    const [won, ...others] = answers.filter(({ status }) => status === 200);
    expect(won).toBeDefined();
    expect(others).toEqual([]);
    for (const { status, body } of answers) if (status !== 200) expect([status, body]).toEqual([409, `${sizeOf()}\n`]);
  });

  it('keeps nothing when it cannot sign, and cosigns nothing that another process overtook', async () => {
    await grow(0, 7);
    const before = store.read(ORIGIN)!;
    const other = new WitnessStore(join(folder, 'witness.db'));
    expect(other.replace(ORIGIN, before, { ...before, size: 9 })).toBe(true);
    expect(store.replace(ORIGIN, before, { ...before, size: 8 })).toBe(false);
    other.close();
    expect(sizeOf()).toBe(9);
    const broken = cosignatureSigner('getuige.example/1', own, () => Number.NaN);
    const logs = [{ origin: ORIGIN, logKeys: [ed25519Verifier(parseVkey(log.vkey))] }];
    const body = Buffer.from(bodyOf(9, [], await noteOf(9)));
    store.replace(ORIGIN, store.read(ORIGIN), { ...before, size: 9, root: rootOf(LEAVES, 9) });
    await expect(new Witness({ logs, store, signer: broken }).add(body)).rejects.toThrow();
    expect(store.read(ORIGIN)!.note).toBe(before.note);
  });
});

describe('the witness over HTTP', () => {
  it('shows what it cosigned last to whoever watches, by the hash of the origin', async () => {
    const path = `/${hashOfOrigin(ORIGIN)}/checkpoint`;
    expect((await ask(path)).status).toBe(404);
    await grow(0, 7);
    const { status, body } = await ask(path);
    expect(status).toBe(200);
    const trusted = [verifierFor(log.vkey), verifierFor(signer.vkey)];
    expect(openNote(Buffer.from(body), trusted).verified).toHaveLength(2);
    expect((await ask(`/${hashOfOrigin('log.example/ander')}/checkpoint`)).status).toBe(404);
  });

  it.each([
    ['GET', '/add-checkpoint', 405],
    ['POST', `/${hashOfOrigin(ORIGIN)}/checkpoint`, 405],
    ['GET', '/', 404],
    ['POST', '/add-checkpoint/', 404],
    ['GET', '/../witness.key', 404],
  ])('answers %s %s with %i', async (method, path, status) => {
    expect((await ask(path, { method })).status).toBe(status);
  });

  it('does not read a request that is too large, whether it says so or not', async () => {
    const large = 'x'.repeat(MAX_REQUEST_BYTES + 1);
    expect((await add(large)).status).toBe(413);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Buffer.from(large));
        controller.close();
      },
    });
    const sent = { method: 'POST', body: stream, duplex: 'half' } as RequestInit;
    expect((await ask('/add-checkpoint', sent)).status).toBe(413);
  });
});

describe('the folder of a witness', () => {
  const at = (name: string): string => join(folder, name);

  it('is made once, with a key of its own, and opens as what it was made for', () => {
    const vkey = initWitness(at('w'), 'getuige.example/2', [log.vkey]);
    const opened = openWitness(at('w'));
    expect(opened.signer.vkey).toBe(vkey);
    expect(opened.logs.map(({ origin }) => origin)).toEqual([ORIGIN]);
    expect(() => initWitness(at('w'), 'getuige.example/2', [])).toThrow(WitnessProblem);
  });

  it.each([
    ['a name with a space', () => initWitness(at('a'), 'een naam', [])],
    ['something that is no key', () => initWitness(at('b'), 'getuige.example/2', ['geen sleutel'])],
    ['the key of a witness', () => initWitness(at('c'), 'getuige.example/2', [signer.vkey])],
    ['a folder that is not there', () => openWitness(at('d'))],
  ])('refuses %s in words', (_what, act) => {
    expect(act).toThrow(WitnessProblem);
  });
});
