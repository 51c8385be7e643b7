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

  it('are 196 of 196: 98 of inclusion and 98 of consistency', () =>
    expect([inclusion.length, consistency.length]).toEqual([98, 98]));

  it.each(inclusion)('inclusion %s', (_, { leafIdx, treeSize, root, leafHash: leaf, proof, wantErr }) => {
    const claim = { index: leafIdx, size: treeSize, root: bytes(root), leafHash: bytes(leaf) };
    const refused = refusalOf(() => verifyInclusion({ ...claim, proof: (proof ?? []).map(bytes) }));
    expect(refused !== undefined).toBe(wantErr);
  });

  it.each(consistency)('consistency %s', (_, { size1, size2, root1, root2, proof, wantErr }) => {
    const claim = { size1, size2, root1: bytes(root1), root2: bytes(root2) };
    const refused = refusalOf(() => verifyConsistency({ ...claim, proof: (proof ?? []).map(bytes) }));
    expect(refused !== undefined).toBe(wantErr);
  });
});

describe('the log of transparency-dev/tessera', () => {
  const { vkey, files } = read('tessera-log.json') as { vkey: string; files: Record<string, string> };
  const LAST = 15;
  const readTile: TileReader = (address) => bytes(files[tilePath(address)]!);
  const log = { origin: 'example.com/log/testdata', logKeys: [verifierFor(vkey)] };
  const checkpoints = Array.from({ length: LAST + 1 }, (_, size) =>
    openCheckpoint(bytes(files[`checkpoint.${size}`]!), log),
  );

  it('has 16 of 16 signed checkpoints, each with the root of its tiles', () => {
    checkpoints.forEach(({ size, root }, at) => {
      expect(size).toBe(at);
      verifyTiles(size, root, readTile);
    });
    expect(bytes(files['checkpoint']!)).toEqual(bytes(files['checkpoint.15']!));
  });

  it('has 15 of 15 entry bundles that hash to its tiles, 120 of 120 entries proven to be in it', () => {
    let proven = 0;
    for (let width = 1; width <= LAST; width += 1) {
      const entries = verifyBundle(
        bytes(files[`tile/entries/000.p/${width}`]!),
        bytes(files[`tile/0/000.p/${width}`]!),
        width,
      );
      expect(entries[0]!.toString()).toBe('one');
      entries.forEach((entry, index) => {
        const proof = proveInclusion(index, width, rangesFromTiles(width, readTile));
        verifyInclusion({ index, size: width, root: checkpoints[width]!.root, leafHash: leafHash(entry), proof });
        proven += 1;
      });
    }
    expect(proven).toBe(120);
  });

  it('is consistent between 120 of 120 pairs of its checkpoints', () => {
    let pairs = 0;
    for (const { size: size2, root: root2 } of checkpoints) {
      for (const { size: size1, root: root1 } of checkpoints.slice(1, size2 + 1)) {
        const proof = proveConsistency(size1, size2, rangesFromTiles(size2, readTile));
        verifyConsistency({ size1, root1, size2, root2, proof });
        pairs += 1;
      }
    }
    expect(pairs).toBe(120);
  });
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
