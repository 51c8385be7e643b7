import { hash } from 'node:crypto';
import fc from 'fast-check';
import type { StoredEntry } from '#event-log';
import { CONFIDENTIAL_TYPE, MAX_SEALABLE_ENTRY_BYTES } from './entry.js';
import { EntryRefused, VaultDamaged } from './errors.js';
import { DOSSIER, DRAFT, PERSON, SEALED_VALUES, stored } from './fixtures.js';
import { canonicalize, refuseUnsafe } from './jcs.js';
import { memoryKeyring } from './keyring.js';
import { WITHHELD_ALL } from './opening.js';
import type { EntryDraft, Json } from './port.js';
import { openVault } from './vault.js';

const all = (): boolean => true;
const none = (): boolean => false;
const only =
  (...labels: readonly string[]) =>
  (label: string): boolean =>
    labels.includes(label);
const CONFIDENTIAL: EntryDraft = { ...DRAFT, envelope: 'confidential' };

function setUp(draft: EntryDraft = DRAFT) {
  const keyring = memoryKeyring();
  const vault = openVault({ keyring });
  const sealed = vault.seal(draft);
  return { keyring, vault, sealed, entry: stored(draft, sealed) };
}
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const parsed = (bytes: Uint8Array): { data: { _sd: string[] } & Record<string, Json> } & Record<string, Json> =>
  JSON.parse(textOf(bytes)) as never;

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof VaultDamaged || error instanceof EntryRefused) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

describe('sealing', () => {
  it('makes canonical bytes, their leaf hash, and one box per key', () => {
    const { sealed } = setUp();
    const clear = parsed(sealed.bytes);
    expect(textOf(sealed.bytes)).toBe(canonicalize(clear));
    expect(Buffer.from(sealed.leafHash)).toEqual(hash('sha256', Buffer.concat([Buffer.of(0), sealed.bytes]), 'buffer'));
    expect(clear).toMatchObject({ specversion: '1.0', id: DRAFT.id, subject: DRAFT.subject, streamrev: 3 });
    expect(clear.data['_sd_alg']).toBe('sha-256');
    expect(clear.data._sd).toEqual([...clear.data._sd].sort());
    expect(clear.data._sd).toHaveLength(DRAFT.sealed.length + 1);
    expect(sealed.sealed).toHaveLength(2);
  });

  it('gives an entry without sealed values a decoy all the same', () => {
    const { sealed, vault, entry } = setUp({ ...DRAFT, sealed: [] });
    expect(parsed(sealed.bytes).data._sd).toHaveLength(1);
    expect(vault.open(entry, none)).toMatchObject({ data: DRAFT.open, withheld: [], erased: false });
  });

  it('never seals the same draft to the same bytes', () => {
    const { vault, sealed } = setUp();
    expect(vault.seal(DRAFT).leafHash).not.toEqual(sealed.leafHash);
  });

  const refusals: readonly [string, Partial<EntryDraft>, string][] = [
    ['a field with an underscore', { open: { _sd: [] } }, 'RESERVED_NAME'],
    ['a field _type', { open: { _type: 'x' } }, 'RESERVED_NAME'],
    ['a field both open and sealed', { open: { titel: 'x' } }, 'DUPLICATE_NAME'],
    ['a number as field name', { open: { '7': 1 } }, 'INTEGER_LIKE_KEY'],
    ['minus zero', { open: { a: -0 } }, 'NEGATIVE_ZERO'],
    ['undefined', { open: { a: undefined as never } }, 'UNDEFINED_VALUE'],
    ['a half character in the envelope', { type: 'a\ud800' }, 'LONE_SURROGATE'],
    ['a time without milliseconds', { time: '2026-03-02T09:15:00Z' }, 'BAD_TIME'],
    ['too much sealed text', { sealed: [{ ...DRAFT.sealed[0]!, value: 'x'.repeat(300_000) }] }, 'SEALED_TOO_LARGE'],
  ];
  it.each(refusals)('refuses %s', (_name, change, code) => {
    expect(codeOf(() => openVault({ keyring: memoryKeyring() }).seal({ ...DRAFT, ...change }))).toBe(code);
  });

  it('takes an entry of exactly 65,535 bytes and not one more', () => {
    const vault = openVault({ keyring: memoryKeyring() });
    const sealText = (length: number) => vault.seal({ ...DRAFT, open: { tekst: 'x'.repeat(length) }, sealed: [] });
    const room = MAX_SEALABLE_ENTRY_BYTES - sealText(0).bytes.length;
    expect(sealText(room).bytes).toHaveLength(65_535);
    expect(codeOf(() => sealText(room + 1))).toBe('ENTRY_TOO_LARGE');
  });
});

describe('opening', () => {
  it('gives a reader of everything the whole draft back', () => {
    const { vault, entry } = setUp();
    const { envelope: _e, genericKey: _k, genericLabel: _l, open, sealed: _s, ...clear } = DRAFT;
    expect(vault.open(entry, all)).toEqual({
      ...clear,
      data: { ...open, ...SEALED_VALUES },
      withheld: [],
      erased: false,
    });
  });

  it('answers per value: open or withheld', () => {
    const { vault, entry } = setUp();
    const opened = vault.open(entry, only('raad', 'persoon'));
    expect(opened.data).toEqual({
      ...DRAFT.open,
      toelichting: SEALED_VALUES['toelichting'],
      indiener: SEALED_VALUES['indiener'],
    });
    expect([...opened.withheld].sort()).toEqual(['bedrag', 'stemmen', 'titel']);
    expect(opened.erased).toBe(false);
  });

  it('reports a personal value as erased, and not as withheld, once its key is gone', () => {
    const { vault, keyring, entry } = setUp();
    keyring.destroyKey(PERSON);
    for (const mayOpen of [all, none]) {
      const opened = vault.open(entry, mayOpen);
      expect(opened.erased).toBe(true);
      expect(opened.withheld).not.toContain('indiener');
      expect(opened.data).not.toHaveProperty('indiener');
    }
    expect(vault.open(entry, all).data).toMatchObject({ titel: SEALED_VALUES['titel'] });
  });

  for (const draft of [DRAFT, CONFIDENTIAL]) {
    it(`sees that a group, or every group, was removed or emptied (${draft.envelope})`, () => {
      const { vault, sealed, entry } = setUp(draft);
      const emptied = sealed.sealed.map((group) => ({ ...group, box: new Uint8Array(0) }));
      const remains = [sealed.sealed.slice(0, 1), sealed.sealed.slice(1), [], emptied];
      for (const groups of remains) {
        const opened = vault.open({ ...entry, sealed: groups }, all);
        expect(opened.erased).toBe(true);
        expect(opened.withheld).toEqual([]);
      }
    });
  }

  it('makes a new key after erasure: new values open, old ones stay erased', () => {
    const { vault, keyring, entry } = setUp();
    const { keyId } = keyring.destroyKey(PERSON);
    expect(entry.sealed.map((group) => group.keyId)).toContain(keyId);
    const again = vault.seal(DRAFT);
    expect(again.sealed.map((group) => group.keyId)).not.toContain(keyId);
    expect(vault.open(stored(DRAFT, again), all).erased).toBe(false);
    expect(vault.open(entry, all).erased).toBe(true);
  });

  it('round-trips every value that passes the door', () => {
    const { vault } = setUp();
    const value = fc.jsonValue({ noUnicodeString: false }).filter((candidate) => {
      try {
        refuseUnsafe(candidate);
        return true;
      } catch {
        return false;
      }
    }) as fc.Arbitrary<Json>;
    const name = fc.stringMatching(/^[a-zA-Zé€][a-zA-Z0-9é€ "\\]{0,9}$/);
    const field = fc.record({
      name,
      value,
      where: fc.constantFrom('open', 'dossier', 'person'),
      label: fc.constantFrom('raad', 'college', 'a"b'),
    });
    const fields = fc.uniqueArray(field, { selector: (item) => item.name, maxLength: 12 });
    const labels = fc.subarray(['raad', 'college', 'a"b', 'college-generiek']);
    const envelope = fc.constantFrom('open', 'confidential' as const);
    fc.assert(
      fc.property(fields, envelope, labels, (items, kind, mine) => {
        const draft: EntryDraft = {
          ...DRAFT,
          envelope: kind,
          genericLabel: 'college-generiek',
          open: Object.fromEntries(
            items.filter((item) => item.where === 'open').map((item) => [item.name, item.value]),
          ),
          sealed: items
            .filter((item) => item.where !== 'open')
            .map((item) => ({ ...item, key: item.where === 'person' ? PERSON : DOSSIER })),
        };
        const opened = vault.open(stored(draft, vault.seal(draft)), only(...mine));
        const sees = kind === 'open' || mine.includes('college-generiek');
        const shown = items.filter((item) => sees && (item.where === 'open' || mine.includes(item.label)));
        const hidden = items.filter((item) => item.where !== 'open' && !mine.includes(item.label));
        expect(opened.erased).toBe(false);
        expect(opened.data).toEqual(Object.fromEntries(shown.map((item) => [item.name, item.value])));
        const withheld = sees ? hidden.map((item) => item.name) : [WITHHELD_ALL];
        expect([...opened.withheld].sort()).toEqual(withheld.sort());
      }),
    );
  });
});

describe('the confidential envelope', () => {
  it('shows no name, value, type, schema or actor, and a multiple of eight digests', () => {
    const { sealed } = setUp(CONFIDENTIAL);
    const text = textOf(sealed.bytes);
    const clear = parsed(sealed.bytes);
    const hidden = [DRAFT.type, DRAFT.dataschema, DRAFT.actorref, 'lindervoort.besluit', 'Gunning', 'occurredAt'];
    const names = [...Object.keys(DRAFT.open), ...DRAFT.sealed.map(({ name }) => name)];
    for (const secret of [...hidden, ...names, '2026-03-01', '1250000']) expect(text).not.toContain(secret);
    expect(Object.keys(clear.data)).toEqual(['_sd', '_sd_alg']);
    expect(clear['type']).toBe(CONFIDENTIAL_TYPE);
    expect(clear).not.toHaveProperty('dataschema');
    expect(clear).not.toHaveProperty('actorref');
    expect(clear.data._sd.length % 8).toBe(0);
    expect(clear.data._sd.length).toBeGreaterThan(3 + names.length);
  });

  it('has the same shape for whatever it hides', () => {
    const size = (draft: EntryDraft): number => setUp(draft).sealed.bytes.length;
    expect(size({ ...CONFIDENTIAL, type: 'x', open: {}, sealed: [] })).toBe(
      size({ ...CONFIDENTIAL, open: { reden: 'y'.repeat(1_000) }, sealed: DRAFT.sealed.slice(0, 3) }),
    );
  });

  it('opens wholly for whoever may have the type', () => {
    const { vault, entry } = setUp(CONFIDENTIAL);
    const plain = setUp();
    expect(vault.open(entry, all)).toEqual(plain.vault.open(plain.entry, all));
    expect(vault.open(entry, only('college'))).toMatchObject({ type: DRAFT.type, actorref: DRAFT.actorref });
    expect([...vault.open(entry, only('college')).withheld].sort()).toEqual(['indiener', 'titel', 'toelichting']);
  });

  it('tells whoever may not have the type nothing but that it is there', () => {
    const { vault, entry } = setUp(CONFIDENTIAL);
    for (const mayOpen of [none, only('raad')]) {
      const opened = vault.open(entry, mayOpen);
      expect(opened).toMatchObject({ type: CONFIDENTIAL_TYPE, data: {}, withheld: [WITHHELD_ALL], erased: false });
      expect(opened.actorref).toBeUndefined();
      expect(opened.dataschema).toBeUndefined();
    }
  });
});

describe('tampering', () => {
  const flip = (bytes: Uint8Array, at: number): Uint8Array => {
    const copy = Uint8Array.from(bytes);
    copy[at] = (copy[at] as number) ^ 1;
    return copy;
  };

  it('is seen in every byte of the entry', () => {
    const { vault, entry } = setUp();
    for (let at = 0; at < entry.bytes.length; at++) {
      expect(codeOf(() => vault.open({ ...entry, bytes: flip(entry.bytes, at) }, none))).toBe('ENTRY_BYTES_CHANGED');
    }
  });

  it('is seen in every byte of a box, and in a box cut short', () => {
    const { vault, entry } = setUp();
    const [group, other] = entry.sealed as [StoredEntry['sealed'][0], StoredEntry['sealed'][0]];
    const withBox = (box: Uint8Array): StoredEntry => ({ ...entry, sealed: [{ ...group, box }, other] });
    for (let at = 0; at < group.box.length; at++) {
      expect(codeOf(() => vault.open(withBox(flip(group.box, at)), none))).toBe('SEALED_BOX_CHANGED');
    }
    for (const length of [1, 12, 28, group.box.length - 1]) {
      expect(codeOf(() => vault.open(withBox(group.box.subarray(0, length)), none))).toBe('SEALED_BOX_CHANGED');
    }
  });

  it('is seen when a box stands under another key, or comes from another entry or another sealing', () => {
    const { vault, entry } = setUp();
    const [one, two] = entry.sealed as [StoredEntry['sealed'][0], StoredEntry['sealed'][0]];
    const swapped = [{ ...one, keyId: two.keyId }];
    expect(codeOf(() => vault.open({ ...entry, sealed: swapped }, all))).toBe('SEALED_BOX_CHANGED');
    const elsewhere = vault.seal({ ...DRAFT, id: '019a0000-0000-7000-8000-000000000002' });
    expect(codeOf(() => vault.open({ ...entry, sealed: elsewhere.sealed }, all))).toBe('SEALED_BOX_CHANGED');
    const sameId = vault.seal(DRAFT);
    expect(codeOf(() => vault.open({ ...entry, sealed: sameId.sealed }, all))).toBe('DISCLOSURE_NOT_COMMITTED');
  });

  it('is seen when an entry stands in another place', () => {
    const { vault, entry } = setUp();
    expect(codeOf(() => vault.open({ ...entry, revision: 4 }, all))).toBe('ENTRY_MISPLACED');
    expect(codeOf(() => vault.open({ ...entry, stream: 'dossier-x' }, all))).toBe('ENTRY_MISPLACED');
  });
});

describe('pseudonyms and command digests', () => {
  it('links nobody across dossiers', () => {
    const { vault } = setUp();
    expect(vault.actorRef('p-1', 'd-1')).toMatch(/^a-[0-9a-f]{32}$/);
    expect(vault.actorRef('p-1', 'd-1')).toBe(vault.actorRef('p-1', 'd-1'));
    expect(vault.actorRef('p-1', 'd-1')).not.toBe(vault.actorRef('p-1', 'd-2'));
    expect(vault.actorRef('p-1', 'd-1')).not.toBe(setUp().vault.actorRef('p-1', 'd-1'));
  });

  it('compares payloads by content, under a key', () => {
    const { vault } = setUp();
    expect(vault.commandMac({ a: 1, b: 2 })).toEqual(vault.commandMac({ b: 2, a: 1 }));
    expect(vault.commandMac({ a: 1 })).not.toEqual(vault.commandMac({ a: 2 }));
    expect(vault.commandMac({ a: 1 })).not.toEqual(setUp().vault.commandMac({ a: 1 }));
  });
});
