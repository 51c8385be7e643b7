import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { flip, refusalOf, testKey } from './fixtures.js';
import { ed25519PublicKey, ed25519Signer, ed25519Verifier, formatVkey, keyIdOf, keyIdText, parseVkey } from './keys.js';
import { cosignatureSigner, cosignatureVerifier, verifierFor } from './cosignature.js';
import {
  formatNote,
  formatSignatureLine,
  MAX_NOTE_BYTES,
  MAX_NOTE_SIGNATURES,
  openNote,
  parseNote,
  parseSignatureLines,
  signatureOver,
  signNote,
} from './note.js';
import { decodeBase64, decodeText, encodeBase64 } from './text.js';

const log = ed25519Signer('log.gemeente.example/besluiten', testKey(1));
const other = ed25519Signer('griffie.gemeente.example', testKey(2));
const TEXT = 'Eerste regel\n\nDerde regel, met ë\n';
const SPACES = [' ', '\t', '\u00a0', '\u2003', '\u3000', '\u0085', '\u2028'];

describe('strict base64', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes), 'it')).toEqual(Buffer.from(bytes));
      }),
    );
    expect(encodeBase64(Buffer.from('xabcx').subarray(1, 4))).toBe('YWJj');
  });

  it.each(['YQ', 'YQ=', 'YR==', 'YWJ=', 'YW Jj', 'YWJj\n', ' YWJj', 'YWJj====', '_-8=', 'YWJj!', '=', 'é'])(
    'refuses %j',
    (text) => expect(refusalOf(() => decodeBase64(text, 'it'))).toBe('BASE64_NOT_STRICT'),
  );
});

describe('text', () => {
  it('may be as long as the limit, and no byte longer', () => {
    const bytes = Buffer.from('één');
    expect(decodeText(bytes, bytes.length, 'it')).toBe('één');
    expect(refusalOf(() => decodeText(bytes, bytes.length - 1, 'it'))).toBe('TOO_LARGE');
  });
});

describe('keys', () => {
  it('have the key ID and vkey of the specification', () => {
    const { name, keyId, type, publicKey } = parseVkey(log.vkey);
    expect([name, type]).toEqual(['log.gemeente.example/besluiten', 1]);
    expect(keyIdOf(name, type, publicKey)).toBe(keyId);
    expect(log.keyId).toBe(keyId);
    expect(formatVkey({ name, type, publicKey })).toBe(log.vkey);
    expect(keyIdText(0x0a)).toBe('0000000a');
    expect(formatVkey({ name, type: 4, publicKey })).not.toBe(log.vkey);
  });

  it('are refused when their vkey is not what it says', () => {
    const [name = '', id = '', material = ''] = log.vkey.split(/\+(.{8})\+/);
    const refused = (vkey: string) => refusalOf(() => verifierFor(vkey));
    expect(refused(log.vkey)).toBeUndefined();
    expect(refused(`${name}x+${id}+${material}`)).toBe('KEY_ID_DIFFERS');
    expect(refused(`${name}+00000000+${material}`)).toBe('KEY_ID_DIFFERS');
    expect(refused(`${name}+${id.toUpperCase()}x+${material}`)).toBe('KEY_MALFORMED');
    expect(refused(`${name}+${id}`)).toBe('KEY_MALFORMED');
    expect(refused(`+${id}+${material}`)).toBe('KEY_MALFORMED');
    expect(refused(`a b+${id}+${material}`)).toBe('KEY_NAME_INVALID');
    expect(refused(`${name}+${id}+${material}=`)).toBe('BASE64_NOT_STRICT');
    expect(refused(`${name}+${id}+${encodeBase64(Buffer.alloc(33, 2))}`)).toBe('KEY_TYPE_UNSUPPORTED');
    expect(refused(`${name}+${id}+${encodeBase64(Buffer.alloc(32, 1))}`)).toBe('KEY_MALFORMED');
    expect(refused(`${name}+${id}+${encodeBase64(Buffer.alloc(34, 1))}`)).toBe('KEY_MALFORMED');
    expect(refused(`${name}+${id}+${'A'.repeat(1_000)}`)).toBe('KEY_MALFORMED');
  });

  it('are Ed25519 and nothing else', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(refusalOf(() => ed25519Signer('log', privateKey))).toBe('KEY_MALFORMED');
    expect(ed25519PublicKey(createPublicKey(testKey(1)))).toEqual(ed25519PublicKey(testKey(1)));
    const short = { ...parseVkey(log.vkey), publicKey: Buffer.alloc(31) };
    expect(refusalOf(() => ed25519Verifier(short))).toBe('KEY_MALFORMED');
    expect(refusalOf(() => cosignatureVerifier(short))).toBe('KEY_MALFORMED');
  });

  it('have a name of 255 bytes at most', () => {
    const longest = ed25519Signer('x'.repeat(255), testKey(1));
    expect(parseVkey(longest.vkey).name).toHaveLength(255);
  });

  it.each(['', 'a+b', 'a\u0007', '\ud800', 'x'.repeat(256), ...SPACES.map((space) => `a${space}b`)])(
    'have no name like %j',
    (name) => expect(refusalOf(() => ed25519Signer(name, testKey(1)))).toBe('KEY_NAME_INVALID'),
  );
});

describe('signed notes', () => {
  it('are opened with the keys that signed them', async () => {
    const note = await signNote(TEXT, log, other);
    const opened = openNote(Buffer.from(note), [verifierFor(log.vkey), verifierFor(other.vkey)]);
    expect(opened.text).toBe(TEXT);
    expect(opened.verified.map(({ name }) => name)).toEqual([log.name, other.name]);
    expect(formatNote(parseNote(Buffer.from(note)))).toBe(note);
    const partly = openNote(Buffer.from(note), [verifierFor(other.vkey)]);
    expect([partly.verified.length, partly.unknown.length]).toEqual([1, 1]);
  });

  it('take a signature of a signer elsewhere, later', async () => {
    const first = parseNote(Buffer.from(await signNote(TEXT, log)));
    const late = await signatureOver(first.text, { ...other, sign: async (text) => other.sign(text) });
    const [line] = parseSignatureLines(formatSignatureLine(late));
    const both = formatNote({ text: first.text, signatures: [...first.signatures, line!] });
    expect(both).toBe(await signNote(TEXT, log, other));
  });

  it('are refused whole when one known key did not sign this text', async () => {
    const mine = parseNote(Buffer.from(await signNote(TEXT, log)));
    const theirs = parseNote(Buffer.from(await signNote('Iets anders\n', other)));
    const note = Buffer.from(formatNote({ text: TEXT, signatures: [...mine.signatures, ...theirs.signatures] }));
    expect(refusalOf(() => openNote(note, [verifierFor(log.vkey)]))).toBeUndefined();
    expect(refusalOf(() => openNote(note, [verifierFor(log.vkey), verifierFor(other.vkey)]))).toBe(
      'NOTE_SIGNATURE_WRONG',
    );
    expect(refusalOf(() => openNote(note, []))).toBe('NOTE_NOT_SIGNED_BY_KNOWN_KEY');
    expect(() => openNote(note, [])).toThrow('none of the signatures is by a key');
    const wanted = ed25519Signer('andere.example', testKey(5));
    expect(() => openNote(note, [verifierFor(wanted.vkey)])).toThrow(`andere.example+${keyIdText(wanted.keyId)}`);
    expect(refusalOf(() => openNote(note, [verifierFor(log.vkey), verifierFor(log.vkey)]))).toBe('KEY_AMBIGUOUS');
  });

  it('count a key once, and check each of its signatures', async () => {
    const { text, signatures } = parseNote(Buffer.from(await signNote(TEXT, log, log)));
    const twice = Buffer.from(formatNote({ text, signatures }));
    expect(openNote(twice, [verifierFor(log.vkey)]).verified).toHaveLength(1);
    const second = { ...signatures[1]!, signature: flip(signatures[1]!.signature, 9) };
    const mixed = Buffer.from(formatNote({ text, signatures: [signatures[0]!, second] }));
    expect(refusalOf(() => openNote(mixed, [verifierFor(log.vkey)]))).toBe('NOTE_SIGNATURE_WRONG');
    // A key that can sign one text in two ways (a witness does, at two times): the first is the one that counts.
    const lenient = { ...verifierFor(log.vkey), verify: () => true };
    expect(openNote(mixed, [lenient]).verified.map(({ signature }) => signature)).toEqual([signatures[0]!.signature]);
  });

  it('ignore a stranger that shares the name or the key ID, but not both', async () => {
    const stranger = ed25519Signer(log.name, testKey(3));
    const note = Buffer.from(await signNote(TEXT, log, stranger, { ...stranger, name: 'x', keyId: log.keyId }));
    const { verified, unknown } = openNote(note, [verifierFor(log.vkey)]);
    expect([verified.length, unknown.length]).toEqual([1, 2]);
  });

  it('have an Ed25519 signature in one form only: S is below the order of the group', async () => {
    const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
    const signature = sign(null, Buffer.from(TEXT), testKey(1));
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + ORDER;
    const twin = Buffer.concat([
      signature.subarray(0, 32),
      Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse(),
    ]);
    const check = verifierFor(log.vkey);
    expect(check.verify(Buffer.from(TEXT), signature)).toBe(true);
    expect(check.verify(Buffer.from(TEXT), twin)).toBe(false);
    expect(check.verify(Buffer.from(TEXT), Buffer.concat([signature, Buffer.alloc(1)]))).toBe(false);
    expect(check.verify(Buffer.from(TEXT), signature.subarray(1))).toBe(false);
  });

  it('say what is wrong with their form', async () => {
    const note = await signNote(TEXT, log);
    const refused = (text: string | Buffer) => refusalOf(() => parseNote(Buffer.from(text as string)));
    const line = note.slice(note.indexOf('— '));
    expect(refused(note)).toBeUndefined();
    expect(refused('')).toBe('NOTE_WITHOUT_SIGNATURES');
    expect(refused('zonder handtekening\n')).toBe('NOTE_WITHOUT_SIGNATURES');
    expect(refused('zonder handtekening\n\n')).toBe('NOTE_WITHOUT_SIGNATURES');
    expect(refused(note.slice(0, -1))).toBe('NOTE_SIGNATURE_LINE_MALFORMED');
    expect(refused(`${note}nog iets\n`)).toBe('NOTE_SIGNATURE_LINE_MALFORMED');
    expect(refused(note.replace('— ', '- '))).toBe('NOTE_SIGNATURE_LINE_MALFORMED');
    expect(refused(note.replace('— ', '—  '))).toBe('NOTE_SIGNATURE_LINE_MALFORMED');
    expect(refused(note.replace(`${log.name} `, `${log.name}  `))).toBe('NOTE_SIGNATURE_LINE_MALFORMED');
    expect(refused(note.replace(log.name, 'a+b'))).toBe('NOTE_SIGNATURE_LINE_MALFORMED');
    expect(refused(note.replace(/=\n$/, ' =\n'))).toBe('NOTE_SIGNATURE_LINE_MALFORMED');
    expect(refused(`${TEXT}\n— ${log.name} AAAAAA==\n`)).toBe('NOTE_SIGNATURE_LINE_MALFORMED');
    expect(refused(`${TEXT}\n— ${log.name} AAAAAB==\n`)).toBe('BASE64_NOT_STRICT');
    expect(refused(note.replace('\n', '\r\n'))).toBe('CONTROL_CHARACTER');
    expect(refused(Buffer.concat([Buffer.of(0xff), Buffer.from(note)]))).toBe('NOT_UTF8');
    expect(refused(`${TEXT}\n${line.repeat(MAX_NOTE_SIGNATURES)}`)).toBeUndefined();
    expect(refused(`${TEXT}\n${line.repeat(MAX_NOTE_SIGNATURES + 1)}`)).toBe('NOTE_TOO_MANY_SIGNATURES');
    expect(refused(Buffer.alloc(MAX_NOTE_BYTES + 1, 0x61))).toBe('TOO_LARGE');
  });

  it('are not made of a text that could not be read back', async () => {
    await expect(signNote('geen regeleinde', log)).rejects.toMatchObject({ code: 'NOTE_TEXT_MALFORMED' });
    await expect(signNote('a\tb\n', log)).rejects.toMatchObject({ code: 'CONTROL_CHARACTER' });
    await expect(signNote('\ud800\n', log)).rejects.toMatchObject({ code: 'NOT_UTF8' });
    await expect(signNote('tekst\n')).rejects.toMatchObject({ code: 'NOTE_WITHOUT_SIGNATURES' });
    await expect(signNote('x'.repeat(MAX_NOTE_BYTES) + '\n', log)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    const [signature] = parseNote(Buffer.from(await signNote(TEXT, log))).signatures;
    const many = Array.from({ length: MAX_NOTE_SIGNATURES + 1 }, () => signature!);
    expect(refusalOf(() => formatNote({ text: TEXT, signatures: many }))).toBe('NOTE_TOO_MANY_SIGNATURES');
    expect(refusalOf(() => formatSignatureLine({ ...signature!, name: 'a b' }))).toBe('KEY_NAME_INVALID');
    expect(refusalOf(() => formatNote({ text: 'tekst', signatures: [signature!] }))).toBe('NOTE_TEXT_MALFORMED');
    const asked = { ...log, sign: jest.fn(log.sign) };
    await expect(signatureOver('tekst', asked)).rejects.toMatchObject({ code: 'NOTE_TEXT_MALFORMED' });
    expect(asked.sign).not.toHaveBeenCalled();
  });

  it('may have a text of one empty line', async () => {
    expect(openNote(Buffer.from(await signNote('\n', log)), [verifierFor(log.vkey)]).text).toBe('\n');
  });

  it('keep a byte order mark as part of the text', async () => {
    const text = '\ufeffmet een merkteken\n';
    expect(openNote(Buffer.from(await signNote(text, log)), [verifierFor(log.vkey)]).text).toBe(text);
  });

  it('never hang or fail otherwise, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          fc.string().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          refusalOf(() => openNote(bytes, [verifierFor(log.vkey)]));
        },
      ),
    );
  });

  it('are checked by a verifier for cosignatures only as such', async () => {
    const witness = cosignatureSigner('getuige.example', testKey(4), () => 1_700_000_000);
    const key = parseVkey(witness.vkey);
    expect(cosignatureVerifier(key).verify(Buffer.from(TEXT), sign(null, Buffer.from(TEXT), testKey(4)))).toBe(false);
    expect(refusalOf(() => witness.sign(Buffer.from(TEXT)))).toBe('CHECKPOINT_MALFORMED');
  });
});

it('a note may be as large as the limits say, and no larger', () => {
  const signature = { name: 'x', keyId: 1, signature: Buffer.of(1) };
  const signed = (text: string, count: number) => () =>
    formatNote({ text, signatures: Array.from({ length: count }, () => signature) });
  const largest = `${'x'.repeat(MAX_NOTE_BYTES - 1)}\n`;
  expect([refusalOf(signed('x\n', MAX_NOTE_SIGNATURES)), refusalOf(signed(largest, 1))]).toEqual([
    undefined,
    undefined,
  ]);
  expect(refusalOf(signed('x\n', MAX_NOTE_SIGNATURES + 1))).toBe('NOTE_TOO_MANY_SIGNATURES');
  expect(refusalOf(signed(`x${largest}`, 1))).toBe('TOO_LARGE');
});
