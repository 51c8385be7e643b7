// Acts as the benchmarks append them: a decision with four confidential values and one personal value, in an entry of
// about 914 bytes, which is the length of a decision in the example municipality.

export const ENTRY_BYTES = 914;
const PEOPLE = 100;
const TIME = '2026-03-02T09:15:00.000Z';

const open = (filling) => ({
  besluitnummer: 'B-2026-0117',
  besluittype: 'gunning',
  gebeurdOp: '2026-03-01',
  orgaan: 'college',
  samenvatting: filling,
});

const confidential = {
  titel: 'Gunning wijkvernieuwing fase 2',
  bedrag: 1_250_000,
  stemverhouding: { voor: 5, tegen: 2 },
  motivering: 'De aanbieder scoort het hoogst op kwaliteit en blijft binnen het krediet.',
};

/** Makes acts on `d-bench-<writer>`; each call is the next revision of that dossier, with ids of its own. */
export function sampleActs(vaultLib, vault) {
  const random = vaultLib.pooledRandom();
  const id = () => vaultLib.uuidv7(Date.now(), random.take(vaultLib.UUIDV7_RANDOM_BYTES));
  const draft = (dossier, person, revision, filling) => ({
    id: id(),
    source: 'urn:nld:oin:00000001002220647000:systeem:besluitspoor',
    type: 'nl.besluitspoor.besluit-genomen.v1',
    subject: dossier,
    streamrev: revision,
    time: TIME,
    dataschema: 'urn:besluitspoor:besluit-genomen:1',
    actorref: vault.actorRef(person, dossier),
    commandid: id(),
    commandindex: 0,
    open: open(filling),
    sealed: sealedValues(dossier, person),
    envelope: 'open',
    genericKey: { kind: 'dossier', id: dossier },
    genericLabel: 'college',
  });
  const short = vault.seal(draft('d-bench-0', 'p-0', 1000, '')).bytes.length;
  const filling = 'De gemeente gunt de opdracht. '.repeat(ENTRY_BYTES).slice(0, Math.max(0, ENTRY_BYTES - short));
  return (writer, revision) => draft(`d-bench-${writer}`, `p-${(writer + revision) % PEOPLE}`, revision, filling);
}

function sealedValues(dossier, person) {
  const key = { kind: 'dossier', id: dossier };
  return [
    { name: 'titel', value: confidential.titel, key, label: 'ambtelijk' },
    { name: 'bedrag', value: confidential.bedrag, key, label: 'college' },
    { name: 'stemverhouding', value: confidential.stemverhouding, key, label: 'college' },
    { name: 'motivering', value: confidential.motivering, key, label: 'college' },
    { name: 'indiener', value: 'M. de Vries', key: { kind: 'person', id: person }, label: 'persoon' },
  ];
}

/** What a client sent: the digest of this tells a repeat from another act under the same key. */
export const payloadOf = (draft) => ({
  subject: draft.subject,
  open: draft.open,
  ...confidential,
  indiener: 'M. de Vries',
});
