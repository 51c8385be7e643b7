import { hash } from 'node:crypto';
import type { Position, StoredEntry } from '#event-log';
import type { EntryDraft, SealedEntry } from './port.js';
import type { RandomSource } from './random.js';

/** For specs only: bytes that look random and are the same in every run. */
export function countedRandom(seed: string): RandomSource {
  let calls = 0;
  return {
    take(length) {
      const parts: Buffer[] = [];
      const call = calls++;
      for (let i = 0; parts.length * 32 < length; i++) parts.push(hash('sha256', `${seed}/${call}/${i}`, 'buffer'));
      return Buffer.concat(parts).subarray(0, length);
    },
  };
}

export const DOSSIER = { kind: 'dossier', id: 'd-7f3a' } as const;
export const PERSON = { kind: 'person', id: 'p-0042' } as const;

/** A decision with four confidential values and one personal value. */
export const DRAFT: EntryDraft = {
  id: '019a0000-0000-7000-8000-000000000001',
  source: 'audit.lindervoort.example/besluitlog/2026',
  type: 'nl.lindervoort.besluit-genomen.v1',
  subject: 'dossier-7f3a',
  streamrev: 3,
  time: '2026-03-02T09:15:00.000Z',
  dataschema: 'urn:besluitspoor:besluit-genomen:1',
  actorref: 'a-00112233445566778899aabbccddeeff',
  commandid: '2f6f0c7e-7a52-5f0a-9d35-5a4f4f1f7b11',
  commandindex: 0,
  open: { occurredAt: '2026-03-01', nummer: 12, Orgaan: 'college', '€': { b: 0.1, a: [true, null] } },
  sealed: [
    { name: 'titel', value: 'Gunning wijkvernieuwing', key: DOSSIER, label: 'ambtelijk' },
    { name: 'bedrag', value: 1_250_000, key: DOSSIER, label: 'college' },
    { name: 'stemmen', value: { voor: 5, tegen: 2 }, key: DOSSIER, label: 'college' },
    { name: 'toelichting', value: 'Regel één\nRegel "twee" 😀', key: DOSSIER, label: 'raad' },
    { name: 'indiener', value: 'M. de Vries', key: PERSON, label: 'persoon' },
  ],
  envelope: 'open',
  genericKey: DOSSIER,
  genericLabel: 'college',
};

export const SEALED_VALUES = Object.fromEntries(DRAFT.sealed.map(({ name, value }) => [name, value]));

/** The entry as the log gives it back. */
export const stored = (draft: EntryDraft, sealed: SealedEntry): StoredEntry => ({
  position: 0 as Position,
  stream: draft.subject,
  revision: draft.streamrev,
  id: sealed.id,
  commandId: draft.commandid,
  leafHash: sealed.leafHash,
  bytes: sealed.bytes,
  sealed: sealed.sealed,
});
