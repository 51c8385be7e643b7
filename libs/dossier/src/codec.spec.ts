import { dossierEvents } from '#governance';
import type { Position, StoredEntry } from '#event-log';
import { memoryKeyring, openVault, type Keyring, type Vault } from '#vault';
import { audienceMayOpen, draftOf, EventTypes, guardEventOf, openedEventOf, type Recording } from './codec.js';

const STREAM = 'd-1';
const types = new EventTypes(dossierEvents);
const EVENT = {
  type: 'EscalationRaised',
  data: {
    escalationId: 'e-1',
    raiser: 'projectleider',
    level: 'L1',
    dueOn: '2026-03-20',
    subject: 'Te weinig testers',
    reason: 'De planning schuift.',
    impact: 'Een maand later.',
    ask: 'Twee testers erbij.',
  },
};
const RECORDING: Recording = {
  entryId: '019a0000-0000-7000-8000-000000000001',
  source: 'urn:test',
  stream: STREAM,
  revision: 4,
  time: '2026-03-02T09:15:00.000Z',
  commandId: '2f6f0c7e-7a52-5f0a-9d35-5a4f4f1f7b11',
  commandIndex: 0,
  act: {
    occurredAt: '2026-03-01T23:30:00.000Z',
    precision: 'minute',
    classification: 'intern',
    publicSummary: 'Er is hulp gevraagd.',
    lateReason: 'Het verslag kwam later.',
  },
  actorRef: 'a-1',
  person: 'p-1',
  role: 'projectleider',
  policyVersion: 2,
  late: true,
};

function setUp(recording: Recording = RECORDING): { vault: Vault; keyring: Keyring; entry: StoredEntry } {
  const keyring = memoryKeyring();
  const vault = openVault({ keyring });
  const { id, bytes, leafHash, sealed } = vault.seal(draftOf(dossierEvents.EscalationRaised, EVENT, recording));
  const { stream, revision, commandId } = recording;
  return {
    vault,
    keyring,
    entry: { position: 7 as Position, stream, revision, id, commandId, leafHash, bytes, sealed },
  };
}

const META = {
  entryId: RECORDING.entryId,
  revision: 4,
  position: 7,
  occurredAt: '2026-03-01T23:30:00.000Z',
  precision: 'minute',
  day: '2026-03-02',
  recordedAt: RECORDING.time,
  commandId: RECORDING.commandId,
  actorRef: 'a-1',
  role: 'projectleider',
  classification: 'intern',
  policyVersion: 2,
  late: true,
};
const HIDDEN_NAMES = ['subject', 'reason', 'impact', 'ask'];
const hidden = (how: 'withheld' | 'erased') => Object.fromEntries(HIDDEN_NAMES.map((name) => [name, { hidden: how }]));

describe('an event as a view gets it', () => {
  it('is whole for who may have everything', () => {
    const { vault, entry } = setUp();
    expect(openedEventOf(types, vault.open(entry, audienceMayOpen('auditor')), 7)).toStrictEqual({
      type: 'EscalationRaised',
      data: EVENT.data,
      meta: {
        ...META,
        actorPerson: 'p-1',
        publicSummary: 'Er is hulp gevraagd.',
        lateReason: 'Het verslag kwam later.',
      },
    });
  });

  it('says per value that it is withheld, and has what was never recorded not at all', () => {
    const { vault, entry } = setUp();
    const event = openedEventOf(types, vault.open(entry, audienceMayOpen('raad')), 7);
    expect(event?.data).toStrictEqual({ ...EVENT.data, ...hidden('withheld') });
    expect(event?.meta).toStrictEqual({
      ...META,
      publicSummary: 'Er is hulp gevraagd.',
      lateReason: { hidden: 'withheld' },
    });
  });

  it('says per value that it was erased', () => {
    const { vault, keyring, entry } = setUp();
    keyring.destroyKey({ kind: 'dossier', id: STREAM });
    const event = openedEventOf(types, vault.open(entry, audienceMayOpen('auditor')), 7);
    expect(event?.data).toStrictEqual({ ...EVENT.data, ...hidden('erased') });
    expect(event?.meta).toStrictEqual(META);
  });

  it('is not there when its type is withheld', () => {
    const { vault, entry } = setUp({ ...RECORDING, act: { ...RECORDING.act, classification: 'geheim' } });
    expect(openedEventOf(types, vault.open(entry, audienceMayOpen('raad')), 7)).toBeUndefined();
    expect(openedEventOf(types, vault.open(entry, audienceMayOpen('college')), 7)?.type).toBe('EscalationRaised');
  });
});

describe('an event as a guard gets it', () => {
  it('has no text that can be erased', () => {
    const { vault, entry } = setUp();
    const { escalationId, raiser, level, dueOn, subject } = EVENT.data;
    const event = guardEventOf(
      types,
      vault.open(entry, () => true),
      7,
    );
    expect(event).toStrictEqual({
      type: 'EscalationRaised',
      data: { escalationId, raiser, level, dueOn, subject },
      meta: { ...META, actorPerson: 'p-1' },
    });
  });
});

describe('who may open a label', () => {
  it('is the same when it is asked again', () => {
    const [raad, auditor] = [audienceMayOpen('raad'), audienceMayOpen('auditor')];
    for (let time = 0; time < 2; time++) {
      expect([raad('intern/intern'), raad('openbaar/intern'), auditor('intern/intern')]).toEqual([false, true, true]);
    }
  });
});
