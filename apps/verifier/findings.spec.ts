import { ed25519Signer, formatNote, parseNote, signCheckpoint } from '#transparency';
import {
  canonical,
  digestOf,
  disclosureOf,
  headsRow,
  LOG_KEY,
  ORIGIN,
  putTree,
  testKey,
  timeAt,
  TYPE,
  type Files,
  type Recipe,
} from './small-export.js';
import {
  begin,
  BUNDLE,
  bytesOf,
  end,
  entryChanged,
  fileChanged,
  flip,
  itFinds,
  NO_ROOT,
  rowChanged,
  rows,
  small,
  sourceHash,
  values,
  withHeads,
  type Wrong,
} from './verifier-under-test.js';

beforeAll(begin);
afterAll(end);

const TILE = 'tile/0/000.p/8';
const without = async (path: string): Promise<Files> => {
  const files = await small();
  files.delete(path);
  return files;
};
const linesOf = (lines: NonNullable<Recipe['lines']>): Promise<Files> => small({ lines });
const line =
  (text: string): ((lines: { disclosures: string[] }[]) => void) =>
  (lines) =>
    void (lines[2]!.disclosures = JSON.parse(text) as string[]);
const A = disclosureOf(2, 'text', 'Wij doen het.');
const B = disclosureOf(2, 'vote', true);
const [FIRST, SECOND] = [A, B].sort((a, b) => (digestOf(a) < digestOf(b) ? -1 : 1)) as [string, string];
/** A text of which the digest is in entry 2, whatever it is. */
const committed = (disclosure: string): Promise<Files> =>
  small({
    entries: (entries) => {
      const entry = JSON.parse(entries[2]!.toString()) as { data: { _sd: string[] } };
      entry.data._sd = [...entry.data._sd.filter((each) => each !== digestOf(A)), digestOf(disclosure)].sort();
      entries[2] = Buffer.from(canonical(entry));
    },
    lines: (lines) => {
      const sorted = [disclosure, B].sort((a, b) => (digestOf(a) < digestOf(b) ? -1 : 1));
      lines[2]!.disclosures = sorted;
    },
  });
const raw = (text: string): string => Buffer.from(text).toString('base64url');
const sdOf = (change: (sd: string[]) => unknown, index = 2): Promise<Files> =>
  bytesOf((text) => {
    const entry = JSON.parse(text) as { data: Record<string, unknown> };
    entry.data['_sd'] = change([...(entry.data['_sd'] as string[])]);
    return canonical(entry);
  }, index);
const noteOf = (change: (text: string) => string | Buffer, path = 'checkpoint'): Promise<Files> =>
  fileChanged(path, (bytes) => change(bytes.toString()));
const signedCheckpoint = async (text: string, ...more: readonly string[]): Promise<Files> => {
  const files = await small();
  const note = parseNote(Buffer.from(await signCheckpoint({ origin: 'x', size: 1, root: Buffer.alloc(32) }, LOG_KEY)));
  const signature = { ...note.signatures[0]!, signature: Buffer.from(LOG_KEY.sign(Buffer.from(text)) as Uint8Array) };
  return files.set('checkpoint', Buffer.from(formatNote({ text, signatures: [signature] }) + more.join('')));
};

const FILES: readonly Wrong[] = [
  ['a file is gone', /bestand manifest\.note ontbreekt/, () => without('manifest.note')],
  ['the disclosures are gone', /bestand disclosures\.jsonl ontbreekt/, () => without('disclosures.jsonl')],
  ['a bundle is gone', /entries\/000\.p\/8 ontbreekt/, () => without(BUNDLE)],
  ['a tile is gone', /tile\/0\/000\.p\/8 ontbreekt/, () => without(TILE)],
  [
    'the manifest is no UTF-8',
    /manifest\.json is geen leesbare tekst/,
    () => fileChanged('manifest.json', (b) => flipHigh(b)),
  ],
  ['a note is no UTF-8', /checkpoint is geen leesbare tekst/, () => fileChanged('checkpoint', (b) => flipHigh(b))],
  [
    'the disclosures are no UTF-8',
    /disclosures\.jsonl is geen leesbare tekst/,
    () => fileChanged('disclosures.jsonl', flipHigh),
  ],
  ['a bit of a tile is turned', /tile\/0\/000\.p\/8 hoort niet bij/, () => fileChanged(TILE, flip)],
  ['a tile is longer than a tile', /groter dan het mag/, () => fileChanged(TILE, () => Buffer.alloc(8_193))],
  [
    'a note is longer than a note',
    /groter dan het mag/,
    () => fileChanged('checkpoint', () => Buffer.alloc(1_000_001, 65)),
  ],
  [
    'a line is longer than a line',
    /groter dan het mag/,
    () => fileChanged('disclosures.jsonl', () => Buffer.alloc(2 ** 22 + 1, 65)),
  ],
  [
    'a verifier is longer than one',
    /groter dan het mag/,
    () => fileChanged('verifier.mjs', () => Buffer.alloc(2 ** 20 + 1, 65)),
  ],
  [
    'a bundle ends in an entry',
    /houdt op in regel 7: er ontbreekt/,
    () => fileChanged(BUNDLE, (b) => b.subarray(0, -1)),
  ],
  [
    'a bundle ends in a length',
    /houdt op in regel 1: er ontbreekt/,
    () => fileChanged(BUNDLE, (b) => b.subarray(0, b.readUInt16BE() + 3)),
  ],
  [
    'a bundle ends with an entry of nothing',
    /Regel 7 is niet geschreven zoals het moet/,
    () => small({ entries: (entries) => void (entries[7] = Buffer.alloc(0)) }),
  ],
  [
    'a bundle has a byte more',
    /meer bytes dan zijn regels/,
    () => fileChanged(BUNDLE, (b) => Buffer.concat([b, Buffer.of(0)])),
  ],
  [
    'the verifier of the manifest stands in an entry of another kind',
    /noemt een verifier .* die niet in het logboek staat/,
    () => small({ rows: withHeads(rows().map((row, at) => (at === 1 ? { ...row, type: TYPE('note-made') } : row))) }),
  ],
  ['the verifier is another', /verifier\.mjs is niet het bestand/, () => fileChanged('verifier.mjs', flip)],
  [
    'the log was written anew',
    /niet de regels die zijn ondertekend/,
    async () => {
      const files = await small();
      const other = await entryChanged(2, { commandid: 'anders' });
      for (const path of [BUNDLE, TILE]) files.set(path, other.get(path)!);
      return files;
    },
  ],
];
function flipHigh(bytes: Buffer): Buffer {
  bytes[10] = 0xff;
  return bytes;
}

const NOTES: readonly Wrong[] = [
  ['has no blank line', /vorm van een ondertekend bericht/, () => noteOf((text) => text.replace('\n\n', '\n'))],
  [
    'has no text before its signature',
    /vorm van een ondertekend bericht/,
    () => noteOf((text) => `x${text.slice(text.indexOf('\n\n') + 2)}`),
  ],
  ['has an empty line as its text', /tekst van het bestand checkpoint heeft niet/, () => signedCheckpoint('\n')],
  ['has no last newline', /vorm van een ondertekend bericht/, () => noteOf((text) => text.slice(0, -1))],
  [
    'has no signature',
    /vorm van een ondertekend bericht/,
    () => noteOf((text) => text.slice(0, text.indexOf('\n\n') + 2)),
  ],
  [
    'has too many',
    /vorm van een ondertekend bericht/,
    () => noteOf((text) => text + text.slice(text.indexOf('\n\n') + 2).repeat(100)),
  ],
  ['has another dash', /vorm van een ondertekend bericht/, () => noteOf((text) => text.replace('\u2014', '-'))],
  ['has lax base64', /vorm van een ondertekend bericht/, () => noteOf((text) => text.replace(/=\n$/, '\n'))],
  ['has a signature of nothing', /vorm van een ondertekend bericht/, () => noteOf((text) => `${text}— x AAAAAA==\n`)],
  [
    'has another text',
    /handtekening van .* onder checkpoint hoort niet/,
    () => noteOf((text) => text.replace('\n8\n', '\n9\n')),
  ],
  [
    'has a shorter signature',
    /handtekening van .* hoort niet/,
    () =>
      noteOf((text) => {
        const { text: said, signatures } = parseNote(Buffer.from(text));
        return formatNote({
          text: said,
          signatures: signatures.map((one) => ({ ...one, signature: one.signature.subarray(1) })),
        });
      }),
  ],
  [
    'is not signed by the log',
    /checkpoint is niet ondertekend/,
    () => noteOf((text) => text.replace(/— \S+/, '— ander.example')),
  ],
  [
    'is of another key ID',
    /checkpoint is niet ondertekend/,
    () =>
      small().then(async (files) => {
        const other = ed25519Signer(ORIGIN, testKey(9));
        const { root: is } = { root: putTree(new Map(), []) };
        return files.set('checkpoint', Buffer.from(await signCheckpoint({ origin: ORIGIN, size: 0, root: is }, other)));
      }),
  ],
  [
    'is of the manifest of another',
    /manifest\.note is niet ondertekend/,
    () => noteOf((text) => text.replace(/— \S+/, '— ander.example'), 'manifest.note'),
  ],
  ['has one line less', /checkpoint heeft niet de juiste vorm/, () => signedCheckpoint(`${ORIGIN}\n8\n`)],
  [
    'has one line more',
    /checkpoint heeft niet de juiste vorm/,
    () => signedCheckpoint(`${ORIGIN}\n8\n${NO_ROOT}\nx\n`),
  ],
  [
    'has a zero before its size',
    /checkpoint heeft niet de juiste vorm/,
    () => signedCheckpoint(`${ORIGIN}\n08\n${NO_ROOT}\n`),
  ],
  ['has a short root', /checkpoint heeft niet de juiste vorm/, () => signedCheckpoint(`${ORIGIN}\n8\nAAAA\n`)],
  [
    'has a lax root',
    /checkpoint heeft niet de juiste vorm/,
    () => signedCheckpoint(`${ORIGIN}\n8\n${NO_ROOT.replace('A=', 'B=')}\n`),
  ],
  ['is of another log', /is van logboek "elders" en niet van/, () => signedCheckpoint(`elders\n8\n${NO_ROOT}\n`)],
];

const member = (name: string, index = 2): RegExp => new RegExp(`In regel ${index} klopt "${name}" niet`);
const ENTRIES: readonly Wrong[] = [
  ['has an object of digests', member('_sd'), () => sdOf(() => ({}))],
  ['has a digest in a list', member('_sd'), () => sdOf(([first, ...rest]) => [[first], ...rest])],
  ['has a digest of another form', member('_sd'), () => sdOf((sd) => ['!', ...sd])],
  ['is no JSON', /Regel 2 is niet geschreven zoals het moet/, () => bytesOf(() => '{')],
  ['has a space', /Regel 2 is niet geschreven/, () => bytesOf((text) => text.replace('{', '{ '))],
  ['has members out of order', /Regel 2 is niet geschreven/, () => bytesOf((text) => text.replace('{', '{"zz":1,'))],
  [
    'has a member twice',
    /Regel 2 is niet geschreven/,
    () => bytesOf((text) => text.replace('{', '{"actorref":"a-1",')),
  ],
  [
    'has half of a character',
    /Regel 2 is niet geschreven/,
    () => bytesOf((text) => text.replace('command-2', '\\ud800')),
  ],
  [
    'has half of a character in a name',
    /Regel 2 is niet geschreven/,
    () => bytesOf((text) => text.replace('"occurredAt"', '"\\ud800"')),
  ],
  ['is no UTF-8', /Regel 2 is niet geschreven/, () => small({ entries: (e) => void (e[2] = flipHigh(e[2]!)) })],
  [
    'is nested deeper than forty',
    /Regel 2 is niet geschreven/,
    () => bytesOf((t) => t.replace('"2026-01-05"', `${'['.repeat(40)}${']'.repeat(40)}`)),
  ],
  ['is nothing', member('actorref'), () => bytesOf(() => 'null')],
  ...['commandid', 'id', 'source', 'subject', 'type'].map((name): Wrong => [
    `has no ${name}`,
    member(name),
    () => entryChanged(2, { [name]: undefined }),
  ]),
  ...['actorref', 'dataschema'].map((name): Wrong => [
    `has no ${name}`,
    member(name),
    () => entryChanged(2, { [name]: '' }),
  ]),
  ['has half a commandindex', member('commandindex'), () => entryChanged(2, { commandindex: 0.5 })],
  ['has a streamrev of text', member('streamrev'), () => entryChanged(2, { streamrev: '0' })],
  ['has another specversion', member('specversion'), () => entryChanged(2, { specversion: '1.1' })],
  ['has a subject of two lines', member('subject'), () => entryChanged(2, { subject: 'd-1\n7' })],
  ['has a subject that is too long', member('subject'), () => entryChanged(2, { subject: 'd'.repeat(129) })],
  ['has a time without milliseconds', member('time'), () => entryChanged(2, { time: '2026-01-05T09:00:02Z' })],
  ['has a time that is none', member('time'), () => entryChanged(2, { time: '2026-13-05T09:00:02.000Z' })],
  ['has a member more', member('extra'), () => entryChanged(2, { extra: 1 })],
  [
    'has neither actor nor schema',
    member('actorref'),
    () => entryChanged(2, { actorref: undefined, dataschema: undefined }),
  ],
  [
    'shows who acted in secret, and by what schema',
    member('actorref', 4),
    () => entryChanged(4, { actorref: 'a-1', dataschema: 'urn:schema' }),
  ],
  [
    'is no UTF-8 in a value',
    /Regel 2 is niet geschreven/,
    () => small({ entries: (e) => void (e[2]![e[2]!.indexOf('command-2')] = 0xff) }),
  ],
  ['shows who acted in secret', member('actorref', 4), () => entryChanged(4, { actorref: 'a-1' })],
  ['has no data', member('data'), () => entryChanged(2, { data: undefined })],
  ['has no digests', member('_sd'), () => sdOf(() => [])],
  ['has digests that are no list', member('_sd'), () => sdOf(() => 'x')],
  ['has a digest that is none', member('_sd'), () => sdOf((sd) => sd.with(0, 'x'))],
  ['has a digest of a number', member('_sd'), () => sdOf((sd) => [7, ...sd.slice(1)])],
  ['has digests out of order', member('_sd'), () => sdOf((sd) => sd.reverse())],
  ['has a digest twice', member('_sd'), () => sdOf((sd) => [sd[0]!, ...sd])],
  ['has digests of another kind', member('_sd'), () => bytesOf((text) => text.replace('"sha-256"', '"sha-512"'))],
  ['is secret and has seven digests', member('_sd', 4), () => rowChanged(4, { decoys: 5 })],
  ['is secret and has something in clear', member('_sd', 4), () => rowChanged(4, { data: { open: 1 } })],
  ['has the id of another', member('id', 3), () => entryChanged(3, { id: 'entry-2' })],
  [
    'leaves out a revision',
    /Regel 3: in de reeks "d-1" komt nu nummer 1, maar er staat 2/,
    () => entryChanged(3, { streamrev: 2 }),
  ],
  [
    'does not begin at zero',
    /Regel 2: in de reeks "d-1" komt nu nummer 0, maar er staat 1/,
    () => entryChanged(2, { streamrev: 1 }),
  ],
  [
    'is before the one before in its stream',
    /Regel 3 heeft tijd .*, eerder dan de vorige in "d-1"/,
    () => entryChanged(3, { time: timeAt(1.999) }),
  ],
  [
    'is more than five seconds before',
    /Regel 5 heeft tijd .*, meer dan 5 seconden voor/,
    () => entryChanged(5, { time: timeAt(-1.001) }),
  ],
  [
    'goes back in steps that are each allowed',
    /Regel 5 heeft tijd .*, meer dan 5 seconden voor 2026-01-05T09:00:03/,
    () =>
      small({
        rows: rows().map((row, at) => (at === 4 || at === 5 ? { ...row, entry: { time: timeAt(7 - 2 * at) } } : row)),
      }),
  ],
  [
    'says wrongly where streams go',
    /Regel 7 zegt tot waar elke reeks gaat, en dat klopt niet/,
    () => small({ rows: [...rows(), headsRow(rows(), { root: sourceHash })] }),
  ],
  [
    'counts streams wrongly',
    /Regel 7 zegt tot waar elke reeks gaat, en dat klopt niet/,
    () => small({ rows: [...rows(), headsRow(rows(), { streams: 5 })] }),
  ],
  [
    'tells heads of what is to come',
    /Regel 7 zegt tot waar/,
    () => small({ rows: [...rows(), headsRow(rows(), { size: 8 })] }),
  ],
  [
    'tells heads of no size',
    /Regel 7 zegt tot waar/,
    () => small({ rows: [...rows(), headsRow(rows(), { size: '7' })] }),
  ],
  [
    'tells heads of an earlier size that is no number',
    /Regel 7 zegt tot waar/,
    () => small({ rows: [...rows(), headsRow(rows(), { size: '3' })] }),
  ],
  [
    'tells heads of a size that is nothing',
    /Regel 7 zegt tot waar/,
    () => small({ rows: [...rows(), headsRow(rows(), { size: null })] }),
  ],
  [
    'hides a revision from the heads',
    /Regel 7 zegt tot waar/,
    () => small({ rows: [...rows(), headsRow([...rows().slice(0, 6), rows()[2]!])] }),
  ],
];

const DISCLOSURES: readonly Wrong[] = [
  [
    'the last line has no end',
    /disclosures\.jsonl houdt midden in een regel op/,
    () => fileChanged('disclosures.jsonl', (b) => `${b.toString()}x`),
  ],
  [
    'a line is as long as it may be',
    /de regel van nummer 0 niet de juiste vorm/,
    () => fileChanged('disclosures.jsonl', () => `${'A'.repeat(2 ** 22)}\n`),
  ],
  ['a line is gone', /ontbreekt de regel van nummer 7/, () => linesOf((lines) => void lines.pop())],
  [
    'a line is too many',
    /staat meer dan de 8 regels/,
    () => linesOf((lines) => void lines.push({ index: 8, disclosures: [] })),
  ],
  [
    'a line is no JSON',
    /de regel van nummer 0 niet de juiste vorm/,
    () => fileChanged('disclosures.jsonl', (b) => b.toString().replace('{', '[')),
  ],
  [
    'a line is of another',
    /de regel van nummer 3 niet de juiste vorm/,
    () => linesOf((lines) => void (lines[3]!.index = 4)),
  ],
  ['a line has no list', /de regel van nummer 2 niet de juiste vorm/, () => linesOf(line('"x"'))],
  ['a line has what is no text', /de regel van nummer 2 niet de juiste vorm/, () => linesOf(line('[7]'))],
  [
    'a line is written otherwise',
    /de regel van nummer 0 niet de juiste vorm/,
    () => fileChanged('disclosures.jsonl', (b) => b.toString().replace(':', ': ')),
  ],
  [
    'a value is of another entry',
    /Bij regel 2 staat een waarde die niet is vastgelegd/,
    () => linesOf((l) => void (l[2]!.disclosures[0] = l[3]!.disclosures[0]!)),
  ],
  [
    'a value stands twice',
    /Bij regel 2 staat een waarde twee keer/,
    () => linesOf((l) => void l[2]!.disclosures.splice(1, 0, l[2]!.disclosures[0]!)),
  ],
  [
    'values changed places',
    /Bij regel 2 staat een waarde twee keer, of niet op haar plaats/,
    () => linesOf((l) => void (l[2]!.disclosures = [SECOND, FIRST])),
  ],
  [
    'a value is gone',
    /Bij regel 2 ontbreken 1 waarden zonder grond/,
    () => linesOf((l) => void l[2]!.disclosures.pop()),
  ],
  [
    'a value is missing without ground',
    /Bij regel 2 ontbreken 1 waarden zonder grond/,
    () => values({ name: 'text', value: 'x' }, { name: 'vote', shown: false }),
  ],
  ['a value is no base64url', /Bij regel 2 staat een waarde die niet te lezen is/, () => committed('é')],
  ['a value is lax base64url', /Bij regel 2 staat een waarde die niet te lezen is/, () => committed(`${A}=`)],
  [
    'a value is no UTF-8',
    /Bij regel 2 staat een waarde die niet te lezen is/,
    () => committed(Buffer.from('["zout","text","\xff"]', 'latin1').toString('base64url')),
  ],
  ['a value is no JSON', /Bij regel 2 staat een waarde die niet te lezen is/, () => committed(raw('{'))],
  [
    'a value is two',
    /Bij regel 2 staat een waarde die niet te lezen is/,
    () => committed(raw('["zout","text",1]\n["zout","meer",2]')),
  ],
  [
    'a value ends its line itself',
    /Bij regel 2 staat een waarde die niet te lezen is/,
    () => committed(raw('["zout","text",1]\n')),
  ],
  ['a value is no list', /Bij regel 2 staat een waarde die niet te lezen is/, () => committed(raw('{}'))],
  [
    'a value is a list of two',
    /Bij regel 2 staat een waarde die niet te lezen is/,
    () => committed(raw('["zout","text"]')),
  ],
  ['a value has no salt', /Bij regel 2 staat een waarde die niet te lezen is/, () => committed(raw('["","text",1]'))],
  [
    'a value has an empty name',
    /Bij regel 2 staat een waarde die niet te lezen is/,
    () => committed(raw('["zout","",1]')),
  ],
  ['a value has no name', /Bij regel 2 staat een waarde die niet te lezen is/, () => committed(raw('["zout",7,1]'))],
  [
    'a value has the name of another',
    /Bij regel 2 staat het veld "vote" twee keer/,
    () => committed(raw('["zout","vote",false]')),
  ],
  [
    'a value has the name of an open field',
    /Bij regel 2 staat het veld "occurredAt" twee keer/,
    () => committed(raw('["zout","occurredAt",1]')),
  ],
];

describe.each([
  ['files', FILES],
  ['a checkpoint that', NOTES],
  ['an entry that', ENTRIES],
  ['disclosures', DISCLOSURES],
])('a finding about %s', (_, wrongs) => itFinds(wrongs));
