import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cosignatureTime, verifierFor } from './cosignature.js';
import { verifyBundle } from './bundle.js';
import { openCheckpoint, parseCheckpoint } from './checkpoint.js';
import { refusalOf } from './fixtures.js';
import { leafHash } from './hash.js';
import { openNote, parseNote } from './note.js';
import { proveConsistency, proveInclusion, verifyConsistency, verifyInclusion } from './proof.js';
import { tilePath } from './tile-path.js';
import { rangesFromTiles, type TileReader, verifyTiles } from './tiles.js';

/** What these files are and where they come from: test-vectors/README.md. */
const read = (file: string): unknown => JSON.parse(readFileSync(join(__dirname, '../test-vectors', file), 'utf8'));

/** These files hold lax spellings too; a strict decoder is not what they test. */
const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

/** So many vectors as were published, each of which holds. The title tells what was counted, not what was hoped for. */
function itCounts<T>(what: string, published: number, vectors: readonly T[], holds: (vector: T) => boolean): void {
  const held = vectors.filter(holds).length;
  it(`${what}: ${held} of ${vectors.length}`, () => expect([held, vectors.length]).toEqual([published, published]));
}
const isAccepted = (run: () => unknown): boolean => refusalOf(run) === undefined;

interface ProofVector {
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}
interface InclusionVector extends ProofVector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
}
interface ConsistencyVector extends ProofVector {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
}

describe('the proofs of transparency-dev/merkle', () => {
  const inclusion = Object.entries(read('merkle-inclusion.json') as Record<string, InclusionVector>);
  const consistency = Object.entries(read('merkle-consistency.json') as Record<string, ConsistencyVector>);

  const included = ({ leafIdx, treeSize, root, leafHash: leaf, proof }: InclusionVector): boolean =>
    isAccepted(() =>
      verifyInclusion({
        index: leafIdx,
        size: treeSize,
        root: bytes(root),
        leafHash: bytes(leaf),
        proof: (proof ?? []).map(bytes),
      }),
    );
  const consistent = ({ size1, size2, root1, root2, proof }: ConsistencyVector): boolean =>
    isAccepted(() =>
      verifyConsistency({ size1, size2, root1: bytes(root1), root2: bytes(root2), proof: (proof ?? []).map(bytes) }),
    );

  itCounts('inclusion', 98, inclusion, ([, vector]) => included(vector) !== vector.wantErr);
  itCounts('consistency', 98, consistency, ([, vector]) => consistent(vector) !== vector.wantErr);
  it.each(inclusion)('inclusion %s', (_, vector) => expect(included(vector)).toBe(!vector.wantErr));
  it.each(consistency)('consistency %s', (_, vector) => expect(consistent(vector)).toBe(!vector.wantErr));
});

describe('the log of transparency-dev/tessera', () => {
  const { vkey, files } = read('tessera-log.json') as { vkey: string; files: Record<string, string> };
  const LAST = 15;
  const readTile: TileReader = (address) => bytes(files[tilePath(address)]!);
  const log = { origin: 'example.com/log/testdata', logKeys: [verifierFor(vkey)] };
  const checkpoints = Array.from({ length: LAST + 1 }, (_, size) =>
    openCheckpoint(bytes(files[`checkpoint.${size}`]!), log),
  );

  it('has one checkpoint that is the last', () =>
    expect(bytes(files['checkpoint']!)).toEqual(bytes(files[`checkpoint.${LAST}`]!)));

  itCounts('signed checkpoints, with the root of their tiles', 16, [...checkpoints.entries()], ([at, { size, root }]) =>
    isAccepted(() => {
      expect(size).toBe(at);
      verifyTiles(size, root, readTile);
    }),
  );

  const bundles = checkpoints.slice(1).map(({ size, root }) => {
    const [bundle, tile] = [`tile/entries/000.p/${size}`, `tile/0/000.p/${size}`].map((path) => bytes(files[path]!));
    return { size, root, entries: verifyBundle(bundle!, tile!, size) };
  });
  itCounts('entry bundles that hash to their tiles', 15, bundles, ({ size, entries }) => entries.length === size);
  itCounts(
    'entries proven to be in their tree',
    120,
    bundles.flatMap(({ entries, ...tree }) => entries.map((entry, index) => ({ ...tree, entry, index }))),
    ({ size, root, entry, index }) => {
      const proof = proveInclusion(index, size, rangesFromTiles(size, readTile));
      return isAccepted(() => verifyInclusion({ index, size, root, leafHash: leafHash(entry), proof }));
    },
  );
  itCounts(
    'pairs of checkpoints that are consistent',
    120,
    checkpoints.flatMap((newer) => checkpoints.slice(1, newer.size + 1).map((older) => [older, newer] as const)),
    ([{ size: size1, root: root1 }, { size: size2, root: root2 }]) => {
      const proof = proveConsistency(size1, size2, rangesFromTiles(size2, readTile));
      return isAccepted(() => verifyConsistency({ size1, root1, size2, root2, proof }));
    },
  );
});

describe('signed notes of others', () => {
  const example = Buffer.from(
    'This is an example message.\n\n' +
      '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
  );
  const golang = Buffer.from(
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
      '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
  );

  it('are accepted under their keys: the examples of signed-note and of golang.org/x/mod', () => {
    const foo = verifierFor('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
    const peter = verifierFor('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    expect(openNote(example, [foo, peter]).text).toBe('This is an example message.\n');
    expect(openNote(golang, [foo, peter]).verified).toHaveLength(1);
    expect(refusalOf(() => openNote(golang, [foo]))).toBe('NOTE_NOT_SIGNED_BY_KNOWN_KEY');
  });

  /** The head of a public staging log of May 2026, with the cosignatures of four public witnesses. */
  const cosigned = Buffer.from(`arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
`);
  const arche = 'arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f';
  const witnesses = [
    'transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM',
    'witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO',
    'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2',
    'witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv',
  ];

  it('are accepted with the cosignatures of public witnesses', () => {
    const opened = openCheckpoint(cosigned, {
      origin: 'arche2025h1.staging.ct.transparency.dev',
      logKeys: [verifierFor(arche)],
      witnessKeys: witnesses.map(verifierFor),
    });
    expect(opened.size).toBe(1_432_088_532);
    expect(opened.signatures).toHaveLength(1);
    expect(opened.cosignatures.map(cosignatureTime)).toEqual([1779573024, 1779573024, 1779573024, 1779573024]);
    // The log's own RFC 6962 signature, of a type that is not read here.
    expect(opened.unknown).toHaveLength(1);
    expect(parseCheckpoint(parseNote(cosigned).text).size).toBe(opened.size);
  });
});
