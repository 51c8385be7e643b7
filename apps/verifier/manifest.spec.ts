import { ed25519Signer } from '#transparency';
import { putManifest, raadAt, testKey, TYPE, WITHHELD, type Files, type Recipe } from './small-export.js';
import {
  begin,
  end,
  fileChanged,
  itFinds,
  keys,
  manifestChanged,
  NO_ROOT,
  rows,
  small,
  withHeads,
  type Wrong,
} from './verifier-under-test.js';

beforeAll(begin);
afterAll(end);

/** A key of another kind: what a log signs with. */
const NO_WITNESS = ed25519Signer('getuige.example/raad', testKey(11));
/** As far as it is changed here. */
interface Loose {
  grounds: [{ kind: string; by?: number[] }, ...unknown[]];
  entries: [[number, [[number, number], ...[number, number][]]], [number, [number, number][]], ...unknown[]];
}
const malformed = (what: string): RegExp => new RegExp(`In manifest\\.json klopt de vorm van "${what}" niet`);
const manifest =
  (change: object | ((manifest: Loose) => unknown), recipe: Partial<Recipe> = {}): (() => Promise<Files>) =>
  () =>
    manifestChanged(
      ((all: Loose) => (typeof change === 'function' ? change(all) : { ...all, ...change })) as never,
      recipe,
    );
const entriesAre = (entries: unknown): (() => Promise<Files>) => manifest({ entries });
const MANIFEST: readonly Wrong[] = [
  [
    'is no JSON',
    malformed('JSON'),
    async () => {
      const files = await small();
      await putManifest(files, '{');
      return files;
    },
  ],
  [
    'is nothing',
    malformed('format'),
    async () => {
      const files = await small();
      await putManifest(files, 'null');
      return files;
    },
  ],
  ['has another format', malformed('format'), manifest({ format: 'besluitspoor-export/2' })],
  ...['origin', 'vkey', 'root', 'madeAt'].map((name): Wrong => [
    `has no ${name}`,
    malformed(name),
    manifest({ [name]: '' }),
  ]),
  ['has a vkey that is no text', malformed('vkey'), manifest({ vkey: 7 })],
  ['has another audience', malformed('audience'), manifest({ audience: 'iedereen' })],
  ['has half a size', malformed('size'), manifest({ size: 7.5 })],
  ['has a size below zero', malformed('size'), manifest({ size: -1 })],
  ['has a programme of nothing', malformed('programme'), manifest({ programme: null })],
  ['has a programme without stream', malformed('programme'), manifest({ programme: { stream: '', streamHeads: 7 } })],
  ['has a programme without heads', malformed('programme'), manifest({ programme: { stream: 'd-1' } })],
  ['has no verifier', malformed('verifier'), manifest({ verifier: {} })],
  ['has no disclosures', malformed('disclosures'), manifest({ disclosures: null })],
  ['has no grounds', malformed('grounds'), manifest({ grounds: {} })],
  ['has a ground of another kind', malformed('grounds'), manifest({ grounds: [{ kind: 'zomaar' }] })],
  ['has an erasure without entries', malformed('grounds'), manifest({ grounds: [{ kind: 'erased', by: 5 }] })],
  ['has an erasure by no entry', malformed('grounds'), manifest({ grounds: [{ kind: 'erased', by: ['5'] }] })],
  ['withholds without class', malformed('grounds'), manifest({ grounds: [{ kind: 'withheld' }] })],
  [
    'withholds for a secrecy that is no list',
    malformed('grounds'),
    manifest({ grounds: [{ ...WITHHELD, secrecy: 'GH-1' }] }),
  ],
  [
    'withholds for a secrecy without number',
    malformed('grounds'),
    manifest({ grounds: [{ ...WITHHELD, secrecy: [{ articles: [] }] }] }),
  ],
  [
    'withholds for a secrecy without articles',
    malformed('grounds'),
    manifest({ grounds: [{ ...WITHHELD, secrecy: [{ id: 'GH-1' }] }] }),
  ],
  [
    'withholds for articles that are no text',
    malformed('grounds'),
    manifest({ grounds: [{ ...WITHHELD, secrecy: [{ id: 'GH-1', articles: [87] }] }] }),
  ],
  ['has no entries', malformed('entries'), entriesAre(undefined)],
  ['has an entry that is no pair', malformed('entries'), entriesAre([7])],
  ['has an entry of half an index', malformed('entries'), entriesAre([[0.5, []]])],
  [
    'has entries out of order',
    malformed('entries'),
    entriesAre([
      [3, []],
      [3, []],
    ]),
  ],
  ['has an entry beyond the last', malformed('entries'), entriesAre([[8, []]])],
  ['has an entry without counts', malformed('entries'), entriesAre([[3, null]])],
  ['counts what is no pair', malformed('entries'), entriesAre([[3, [7]]])],
  ['counts in an object', malformed('entries'), entriesAre([[3, [{ 0: 0, 1: 1 }]]])],
  ['counts a ground that is not there', malformed('entries'), entriesAre([[3, [[99, 1]]]])],
  ['counts zero', malformed('entries'), entriesAre([[3, [[0, 0]]]])],
  ['counts half', malformed('entries'), entriesAre([[3, [[0, 0.5]]]])],
  ...[
    undefined,
    { quorum: 0 },
    { quorum: -1, keys: [] },
    { quorum: 1, keys: [] },
    { quorum: 2, keys: keys(raadAt(9)) },
    { quorum: 0, keys: [null] },
    { quorum: 0, keys: [{ organ: 'raad', vkey: 7 }] },
    { quorum: 0, keys: [{ organ: 'raad', vkey: [raadAt(9).vkey] }] },
    { quorum: 0, keys: [{ organ: '', vkey: 'x' }] },
    { quorum: 0, keys: keys({ vkey: 'x' }) },
    { quorum: 0, keys: keys(NO_WITNESS) },
    { quorum: 0, keys: Array.from({ length: 100 }, () => keys(raadAt(9))[0]) },
  ].map((witnesses, at): Wrong => [
    `has witnesses that are none (${at})`,
    malformed('witnesses'),
    manifest({ witnesses }),
  ]),
  ...[
    null,
    {},
    { sizes: [], ca: 'x' },
    { sizes: 3, ca: 'x' },
    { sizes: [3] },
    { sizes: [3], ca: 'x', untrusted: 7 },
    { sizes: ['3'], ca: 'x' },
    { sizes: [0], ca: 'x' },
    { sizes: [3, 3], ca: 'x' },
    { sizes: [9], ca: 'x' },
  ].map((timestamps, at): Wrong => [
    `has timestamps that are none (${at})`,
    malformed('timestamps'),
    manifest({ timestamps }),
  ]),
  [
    'is not the one that was signed',
    /niet het manifest dat is ondertekend/,
    () => fileChanged('manifest.json', (bytes) => bytes.toString().replace('college', 'openbaar')),
  ],
  ['is of another size', /Het manifest zegt size "9", maar het checkpoint "8"/, manifest({ size: 9 })],
  ['is of another root', /Het manifest zegt root/, manifest({ root: NO_ROOT })],
  ['is of another log', /Het manifest zegt origin "elders"/, manifest({ origin: 'elders' })],
  [
    'names a verifier that is not in the log',
    /noemt een verifier .* niet in het logboek/,
    manifest({ verifier: { sha256: 'x' } }),
  ],
  [
    'has other disclosures',
    /disclosures\.jsonl is niet het bestand dat is ondertekend/,
    manifest({ disclosures: { sha256: 'x' } }),
  ],
  [
    'explains too much',
    /Bij regel 3 noemt het manifest 1 waarden te veel/,
    manifest((all) => {
      all.entries[0][1][0][1] += 1;
    }),
  ],
  [
    'explains too little',
    /Bij regel 3 ontbreken 1 waarden zonder grond/,
    manifest((all) => {
      all.entries[0][1].pop();
    }),
  ],
  [
    'erases by nobody',
    /Bij regel 3 is een waarde gewist, en geen regel zegt waarom/,
    manifest((all) => {
      all.grounds[0].by = [];
    }),
  ],
  [
    'erases by an entry that erases nothing',
    /gewist door regel 6, maar die wist niets/,
    manifest((all) => {
      all.grounds[0].by = [6];
    }),
  ],
  [
    'erases by the entry itself',
    /Bij regel 5 heet een waarde gewist door regel 5, maar die wist niets/,
    () => {
      const values = [{ name: 'name', shown: false, ground: { kind: 'erased', by: [5] } }] as const;
      return small({ rows: withHeads(rows().map((row, at) => (at === 5 ? { ...row, values } : row))) });
    },
  ],
  [
    'erases by an entry before',
    /gewist door regel 2, maar die wist niets/,
    () => {
      const some = rows().with(2, { stream: 'o-1', type: TYPE('personal-data-shredded') });
      return manifestChanged(
        (all: Loose) => {
          all.grounds[0].by = [2];
        },
        { rows: withHeads(some) },
      );
    },
  ],
  [
    'calls a value of an open entry a decoy',
    /Bij regel 3 heten 1 waarden opvulling/,
    manifest((all) => {
      all.grounds[0] = { kind: 'decoy' };
    }),
  ],
  [
    'calls nine values decoys',
    /Bij regel 4 heten 9 waarden opvulling/,
    () =>
      manifestChanged(
        (all: Loose) => {
          all.entries[1][1] = [
            [1, 7],
            [2, 9],
          ];
        },
        { rows: withHeads(rows().with(4, { ...rows()[4]!, decoys: 14 })) },
      ),
  ],
  ['withholds from an auditor', /een auditor alles krijgt/, manifest({ audience: 'auditor' })],
];

describe('a finding about a manifest that', () => itFinds(MANIFEST));
