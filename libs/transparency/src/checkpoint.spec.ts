import { createPublicKey, sign, verify } from 'node:crypto';
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint, type TrustedLog } from './checkpoint.js';
import { cosignatureSigner, cosignatureTime, verifierFor } from './cosignature.js';
import { flip, naiveRoot, readerOf, refusalOf, testKey, testLeaves, tilesOf } from './fixtures.js';
import { emptyRoot } from './hash.js';
import { ed25519Signer } from './keys.js';
import { formatNote, parseNote, signatureOver } from './note.js';
import { MAX_PROOF_HASHES, proveInclusion } from './proof.js';
import { rangesFromTiles } from './tiles.js';
import {
  formatTlogProof,
  MAX_EXTRA_BYTES,
  MAX_TLOG_PROOF_BYTES,
  parseTlogProof,
  verifyTlogProof,
} from './tlog-proof.js';

const ORIGIN = 'log.gemeente.example/besluiten';
const NOON = 1_795_000_000;
const log = ed25519Signer(ORIGIN, testKey(1));
const witness = cosignatureSigner('griffie.gemeente.example', testKey(2), () => NOON);
const trusted: TrustedLog = {
  origin: ORIGIN,
  logKeys: [verifierFor(log.vkey)],
  witnessKeys: [verifierFor(witness.vkey)],
};
const LEAVES = testLeaves(300);
const head = (size: number) => ({ origin: ORIGIN, size, root: naiveRoot(LEAVES.slice(0, size)) });
const open = (note: string | Buffer, by = trusted) => openCheckpoint(Buffer.from(note as string), by);

/** Each bit or size is tried, which takes more than jest's five seconds on a busy machine. */
jest.setTimeout(60_000);

/** The bits that can be turned over without anybody refusing the result. */
const unnoticedBits = (bytes: Uint8Array, read: (twin: Buffer) => unknown): number[] =>
  Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter(
    (bit) => refusalOf(() => read(flip(bytes, bit))) === undefined,
  );

describe('checkpoints', () => {
  it('are three lines under a signature', async () => {
    const note = await signCheckpoint(head(3), log);
    expect(note.split('\n').slice(0, 4)).toEqual([ORIGIN, '3', head(3).root.toString('base64'), '']);
    expect(open(note)).toMatchObject({ ...head(3), cosignatures: [], unknown: [] });
    expect(parseCheckpoint(formatCheckpoint({ ...head(3), extensions: ['meer'] })).extensions).toEqual(['meer']);
    expect(parseCheckpoint(formatCheckpoint(head(3)))).not.toHaveProperty('extensions');
  });

  it('of an empty log have the root of the empty tree', async () => {
    expect(open(await signCheckpoint(head(0), log)).root).toEqual(emptyRoot());
    expect(refusalOf(() => formatCheckpoint({ ...head(0), root: LEAVES[0]! }))).toBe('CHECKPOINT_EMPTY_TREE_ROOT');
    const text = formatCheckpoint(head(1)).replace('\n1\n', '\n0\n');
    expect(refusalOf(() => parseCheckpoint(text))).toBe('CHECKPOINT_EMPTY_TREE_ROOT');
  });

  it('are refused when any single bit differs', async () => {
    const note = Buffer.from(await signCheckpoint(head(300), log));
    expect(unnoticedBits(note, (twin) => open(twin))).toEqual([]);
  });

  it('say what is wrong with their form', () => {
    const root = head(7).root.toString('base64');
    const refused = (text: string) => refusalOf(() => parseCheckpoint(text));
    expect(refused(`${ORIGIN}\n7\n${root}\n`)).toBeUndefined();
    expect(refused(`${ORIGIN}\n9007199254740991\n${root}\n`)).toBeUndefined();
    expect(refused(`${ORIGIN}\n7\n${root}`)).toBe('CHECKPOINT_MALFORMED');
    expect(refused(`${ORIGIN}\n7\n`)).toBe('CHECKPOINT_MALFORMED');
    expect(refused(`\n7\n${root}\n`)).toBe('CHECKPOINT_MALFORMED');
    expect(refused(`${ORIGIN}\n7\n${root}\n\n`)).toBe('CHECKPOINT_MALFORMED');
    expect(refused('')).toBe('CHECKPOINT_MALFORMED');
    for (const size of ['07', '+7', '-7', '7.0', '7 ', '0x7', '1e3', '٧', '9007199254740992', '9'.repeat(400)]) {
      expect(refused(`${ORIGIN}\n${size}\n${root}\n`)).toBe('NUMBER_NOT_STRICT');
    }
    expect(refused(`${ORIGIN}\n7\n${root.slice(0, -1)}\n`)).toBe('BASE64_NOT_STRICT');
    expect(refused(`${ORIGIN}\n7\nAAAA\n`)).toBe('HASH_WRONG_SIZE');
    expect(refused(`${ORIGIN}\r\n7\n${root}\n`)).toBe('CONTROL_CHARACTER');
  });

  it('are not written in a form that could not be read', () => {
    expect(refusalOf(() => formatCheckpoint({ ...head(3), origin: '' }))).toBe('CHECKPOINT_MALFORMED');
    expect(refusalOf(() => formatCheckpoint({ ...head(3), origin: 'a\nb' }))).toBe('CHECKPOINT_MALFORMED');
    expect(refusalOf(() => formatCheckpoint({ ...head(3), origin: 'a\tb' }))).toBe('CONTROL_CHARACTER');
    expect(refusalOf(() => formatCheckpoint({ ...head(3), extensions: [''] }))).toBe('CHECKPOINT_MALFORMED');
    expect(refusalOf(() => formatCheckpoint({ ...head(3), size: -1 }))).toBe('SIZE_OUT_OF_RANGE');
    expect(refusalOf(() => formatCheckpoint({ ...head(3), root: Buffer.alloc(31) }))).toBe('HASH_WRONG_SIZE');
  });

  it('of another log, or signed by no key of this one, are refused', async () => {
    const elsewhere = await signCheckpoint({ ...head(3), origin: 'log.andere.example' }, log);
    expect(refusalOf(() => open(elsewhere))).toBe('CHECKPOINT_ORIGIN_DIFFERS');
    const witnessOnly = await signCheckpoint(head(3), witness);
    expect(refusalOf(() => open(witnessOnly))).toBe('NOTE_NOT_SIGNED_BY_KNOWN_KEY');
    // A witness under the name of the log is still not the log, and neither is another name with the log's key ID.
    const namesake = cosignatureSigner(ORIGIN, testKey(3), () => NOON);
    const by = { ...trusted, witnessKeys: [verifierFor(namesake.vkey)] };
    expect(refusalOf(() => open(witnessOnly, by))).toBe('NOTE_NOT_SIGNED_BY_KNOWN_KEY');
    const byNamesake = await signCheckpoint(head(3), namesake);
    expect(refusalOf(() => open(byNamesake, by))).toBe('NOTE_NOT_SIGNED_BY_KNOWN_KEY');
    const sameId = { ...verifierFor(log.vkey), name: 'een.ander', verify: () => true };
    const bySameId = await signCheckpoint(head(3), { ...log, name: 'een.ander' });
    expect(refusalOf(() => open(bySameId, { ...trusted, witnessKeys: [sameId] }))).toBe('NOTE_NOT_SIGNED_BY_KNOWN_KEY');
    const stranger = await signCheckpoint(head(3), ed25519Signer(ORIGIN, testKey(9)));
    expect(refusalOf(() => open(stranger))).toBe('NOTE_NOT_SIGNED_BY_KNOWN_KEY');
  });
});

describe('cosignatures', () => {
  it('sign the time and the text of the checkpoint, as the specification writes them', async () => {
    const note = await signCheckpoint(head(5), log, witness);
    const { cosignatures, text } = open(note);
    expect(cosignatures.map(cosignatureTime)).toEqual([NOON]);
    const message = `cosignature/v1\ntime ${NOON}\n${text}`;
    const signature = cosignatures[0]!.signature;
    expect(Buffer.from(signature).readBigUInt64BE()).toBe(BigInt(NOON));
    expect(verify(null, Buffer.from(message), createPublicKey(testKey(2)), signature.subarray(8))).toBe(true);
  });

  it('are added to a checkpoint that the log signed before', async () => {
    const { text, signatures } = parseNote(Buffer.from(await signCheckpoint(head(5), log)));
    const cosigned = formatNote({ text, signatures: [...signatures, await signatureOver(text, witness)] });
    expect(open(cosigned).cosignatures).toHaveLength(1);
  });

  it('are refused when the time, or any bit, differs', async () => {
    const { text, signatures } = parseNote(Buffer.from(await signCheckpoint(head(5), log, witness)));
    const [byLog, byWitness] = signatures;
    const opened = (signature: Uint8Array) =>
      open(formatNote({ text, signatures: [byLog!, { ...byWitness!, signature }] }));
    expect(unnoticedBits(byWitness!.signature, opened)).toEqual([]);
    expect(refusalOf(() => opened(flip(byWitness!.signature, 0)))).toBe('NOTE_SIGNATURE_WRONG');
    const short = { ...byWitness!, signature: byWitness!.signature.subarray(1) };
    expect(refusalOf(() => open(formatNote({ text, signatures: [byLog!, short] })))).toBe('NOTE_SIGNATURE_WRONG');
    const tiny = { ...byWitness!, signature: byWitness!.signature.subarray(0, 3) };
    expect(refusalOf(() => open(formatNote({ text, signatures: [byLog!, tiny] })))).toBe('NOTE_SIGNATURE_WRONG');
    expect(refusalOf(() => cosignatureTime(short))).toBe('COSIGNATURE_MALFORMED');
    expect(refusalOf(() => cosignatureTime({ signature: Buffer.alloc(72, 0xff) }))).toBe('COSIGNATURE_MALFORMED');
  });

  it('are accepted up to the last second of the specification, and not after it', () => {
    const text = Buffer.from(formatCheckpoint(head(5)));
    const at = (seconds: bigint) => {
      const time = Buffer.alloc(8);
      time.writeBigUInt64BE(seconds);
      const message = Buffer.concat([Buffer.from(`cosignature/v1\ntime ${seconds}\n`), text]);
      return verifierFor(witness.vkey).verify(text, Buffer.concat([time, sign(null, message, testKey(2))]));
    };
    expect([at(0n), at(2n ** 63n - 1n), at(2n ** 63n), at(2n ** 64n - 1n)]).toEqual([true, true, false, false]);
  });

  it('are given from the first second on', async () => {
    const first = cosignatureSigner('griffie.gemeente.example', testKey(2), () => 0);
    expect(cosignatureTime({ signature: await first.sign(Buffer.from(formatCheckpoint(head(1)))) })).toBe(0);
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 60])('are not given at the time %s', (time) => {
    const broken = cosignatureSigner('griffie.gemeente.example', testKey(2), () => time);
    expect(refusalOf(() => broken.sign(Buffer.from(formatCheckpoint(head(1)))))).toBe('COSIGNATURE_MALFORMED');
  });
});

describe('receipts', () => {
  const proofOf = (index: number, size: number) =>
    proveInclusion(index, size, rangesFromTiles(size, readerOf(tilesOf(LEAVES.slice(0, size)))));
  const receipt = async (index = 77, extra?: Uint8Array) =>
    formatTlogProof({
      index,
      proof: proofOf(index, 300),
      checkpoint: await signCheckpoint(head(300), log, witness),
      ...(extra && { extra }),
    });

  it('prove an entry offline', async () => {
    const file = Buffer.from(await receipt());
    const proven = verifyTlogProof(file, LEAVES[77]!, trusted);
    expect([proven.index, proven.checkpoint.size, proven.checkpoint.cosignatures.length]).toEqual([77, 300, 1]);
    expect('extra' in proven || 'extra' in parseTlogProof(file)).toBe(false);
    expect(file.toString().split('\n').slice(0, 2)).toEqual(['c2sp.org/tlog-proof@v1', 'index 77']);
    expect(formatTlogProof(parseTlogProof(file))).toBe(file.toString());
  });

  it('carry extra data that proves nothing', async () => {
    const file = Buffer.from(await receipt(0, Buffer.from('dossier 12')));
    expect(file.toString().split('\n')[1]).toBe(`extra ${Buffer.from('dossier 12').toString('base64')}`);
    expect(Buffer.from(verifyTlogProof(file, LEAVES[0]!, trusted).extra!).toString()).toBe('dossier 12');
  });

  it('of the only entry have no hash at all', async () => {
    const file = formatTlogProof({ index: 0, proof: [], checkpoint: await signCheckpoint(head(1), log) });
    expect(verifyTlogProof(Buffer.from(file), LEAVES[0]!, trusted).index).toBe(0);
  });

  it('are refused when any single bit differs', async () => {
    const checkpoint = await signCheckpoint(head(300), log);
    const file = Buffer.from(formatTlogProof({ index: 77, proof: proofOf(77, 300), checkpoint }));
    expect(unnoticedBits(file, (twin) => verifyTlogProof(twin, LEAVES[77]!, trusted))).toEqual([]);
    expect(refusalOf(() => verifyTlogProof(file, LEAVES[78]!, trusted))).toBe('PROOF_ROOT_DIFFERS');
  });

  it('say what is wrong with their form', async () => {
    const file = await receipt(77, Buffer.from('x'));
    const refused = (text: string) => refusalOf(() => parseTlogProof(Buffer.from(text)));
    const [header = '', extra = '', index = '', first = ''] = file.split('\n');
    expect(refused(file)).toBeUndefined();
    expect(refused(file.replace('@v1', '@v2'))).toBe('TLOG_PROOF_MALFORMED');
    expect(refused(`${header}\n`)).toBe('TLOG_PROOF_MALFORMED');
    expect(refused(`${header}\nindex 0\n`)).toBe('TLOG_PROOF_MALFORMED');
    expect(refused(file.replace(`${index}\n`, ''))).toBe('TLOG_PROOF_MALFORMED');
    expect(refused(file.replace(extra, `${index}\n${extra}`))).toBe('BASE64_NOT_STRICT');
    expect(refused(file.replace(extra, `${extra}\n${extra}`))).toBe('TLOG_PROOF_MALFORMED');
    expect(refused(file.replace(extra, 'extra eA'))).toBe('BASE64_NOT_STRICT');
    expect(refused(file.replace(index, 'index 077'))).toBe('NUMBER_NOT_STRICT');
    expect(refused(file.replace(index, 'index'))).toBe('TLOG_PROOF_MALFORMED');
    expect(refused(file.replace(first, 'AAAA'))).toBe('HASH_WRONG_SIZE');
    expect(refused(file.replace(first, ''))).toBe('CHECKPOINT_MALFORMED');
    expect(refused(file.replace(`${first}\n`, `${first}\n`.repeat(MAX_PROOF_HASHES)))).toBe('PROOF_WRONG_LENGTH');
    expect(refused(file.slice(0, -1))).toBe('NOTE_SIGNATURE_LINE_MALFORMED');
    expect(refused('x'.repeat(MAX_TLOG_PROOF_BYTES + 1))).toBe('TOO_LARGE');
  });

  it('are not written with too much in them', async () => {
    const good = parseTlogProof(Buffer.from(await receipt()));
    const endless = Array.from({ length: MAX_PROOF_HASHES + 1 }, () => LEAVES[0]!);
    expect(refusalOf(() => formatTlogProof({ ...good, proof: endless }))).toBe('PROOF_WRONG_LENGTH');
    expect(refusalOf(() => formatTlogProof({ ...good, proof: [Buffer.alloc(3)] }))).toBe('HASH_WRONG_SIZE');
    expect(refusalOf(() => formatTlogProof({ ...good, index: -1 }))).toBe('SIZE_OUT_OF_RANGE');
    expect(refusalOf(() => formatTlogProof({ ...good, checkpoint: 'geen' }))).toBe('NOTE_WITHOUT_SIGNATURES');
    expect(refusalOf(() => formatTlogProof({ ...good, extra: Buffer.alloc(MAX_EXTRA_BYTES + 1) }))).toBe('TOO_LARGE');
    const most = formatTlogProof({ ...good, extra: Buffer.alloc(MAX_EXTRA_BYTES) });
    expect(parseTlogProof(Buffer.from(most)).extra).toHaveLength(MAX_EXTRA_BYTES);
  });
});
