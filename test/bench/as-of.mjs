// npm run bench -- as-of: views of a dossier of 10,000 events as of a moment, in a log that holds little else and in one
// of 1,000,000 entries. The time of a view must depend on the dossier, not on the log.
import { join } from 'node:path';
import { median, round } from './measure.mjs';

const EVENTS = 10_000;
const LOGS = [10_000, 1_000_000];
/** The large log at most so many times the small one. */
const GOAL = 1.2;
const AUDIENCE = 'ambtelijk';
const BATCH = 1_000;
const APPENDS_IN_FLIGHT = 32;
const SOURCE = 'urn:nld:oin:00000001002220647000:systeem:besluitspoor';
const TIME = '2026-03-02T09:15:00.000Z';
const FIRST_DAY = Date.parse('2023-01-02T11:00:00.000Z');
const DAY_MS = 86_400_000;
const EVENTS_PER_DAY = 10;
const TEXT = 'De aanbieder scoort het hoogst op kwaliteit en blijft binnen het krediet.';

/** Yields one line of figures. */
export async function* asOf({ folder, dist, rounds, say }) {
  const libs = await load(dist);
  const vault = libs.vault.openVault({ keyring: libs.vault.memoryKeyring() });
  const logs = [];
  try {
    for (const entries of LOGS) {
      const file = join(folder, `log-${entries}.db`);
      await fill(libs, file, vault, entries, say);
      logs.push(await libs.eventLog.openSqliteReader(file));
    }
    const views = logs.map((log) => () => viewsOf(libs, log, vault));
    const times = [[], []];
    for (let turn = 0; turn <= rounds; turn++) {
      for (const [index, view] of views.entries()) {
        const begin = performance.now();
        const seen = await view();
        if (seen !== Math.floor(EVENTS / 2)) throw new Error(`the view holds ${seen} events`);
        // The first turn of each warms up.
        if (turn > 0) times[index].push(performance.now() - begin);
      }
      say(
        `${turn === 0 ? 'warm-up' : `round ${turn} of ${rounds}`}: ${times.map((all) => Math.round(all.at(-1) ?? 0)).join(' and ')} ms`,
      );
    }
    const [small, large] = times.map(median);
    const ratio = large / small;
    yield {
      bench: 'as-of',
      measure: `one view of ${EVENTS} events with all kept documents, as of halfway, for ${AUDIENCE}, median in ms`,
      ours: round(large, 1),
      oursIs: `in a log of ${LOGS[1]} entries`,
      peer: round(small, 1),
      peerIs: `the same dossier in a log of ${LOGS[0]} entries`,
      ratio: round(ratio, 3),
      goal: GOAL,
      met: ratio <= GOAL,
      oursRounds: times[1].map(Math.round),
      peerRounds: times[0].map(Math.round),
      setUp: 'both logs filled with durability normal, in batches; entries of other dossiers share their bytes',
    };
  } finally {
    for (const log of logs) await log.close();
    vault.close();
  }
}
export { asOf as 'as-of' };

async function load(dist) {
  const libs = {};
  const names = { eventLog: 'event-log', vault: 'vault', dossier: 'dossier', readModels: 'read-models' };
  for (const [key, name] of Object.entries(names)) libs[key] = await dist(`libs/${name}/src/index.js`);
  return libs;
}

const dossierStream = ({ dossier }) => `${dossier.dossierKind.prefix}gemeten`;

/** Everything until halfway, opened and folded into all documents; gives the number of events in it. */
async function viewsOf(libs, log, vault) {
  const day = dayOf(EVENTS / 2 - 1).slice(0, 10);
  const at = libs.dossier.momentOf({ day }, TIME);
  if (!at.ok) throw new Error(at.detail);
  const events = await libs.dossier.openedEventsAt(log, vault, dossierStream(libs), at.moment, AUDIENCE);
  for (const model of libs.readModels.readModels) {
    const document = model.initial();
    for (const event of events) model.evolve(document, event);
  }
  return events.length;
}

const dayOf = (index) => new Date(FIRST_DAY + Math.floor(index / EVENTS_PER_DAY) * DAY_MS).toISOString();

/** The dossier lies spread over the whole log, as one of many years does. */
async function fill(libs, file, vault, entries, say) {
  const log = await libs.eventLog.openSqliteLog({ file, durability: 'normal', holder: 'prestatiemeting' });
  const draft = draftsFor(libs, vault);
  const others = entries / EVENTS - 1;
  const stretch = Math.floor(BATCH / (others + 1));
  const filler = vault.seal(draft('d-ander', 0));
  let revision = -1;
  let waiting = [];
  for (let made = 0; made < EVENTS; made += stretch) {
    const count = Math.min(stretch, EVENTS - made);
    const own = Array.from({ length: count }, (_, index) => vault.seal(draft(dossierStream(libs), made + index)));
    waiting.push(append(libs, log, dossierStream(libs), made - 1, own));
    const rest = Array.from({ length: count * others }, (_, index) => ({ ...filler, id: `f-${made}-${index}` }));
    if (rest.length > 0) waiting.push(append(libs, log, `${libs.dossier.dossierKind.prefix}ander`, revision, rest));
    revision += rest.length;
    if (waiting.length < APPENDS_IN_FLIGHT) continue;
    await Promise.all(waiting);
    waiting = [];
    if (made % 1_000 < stretch * APPENDS_IN_FLIGHT) say(`filling a log of ${entries}: ${(made * entries) / EVENTS}`);
  }
  await Promise.all(waiting);
  const { size } = await log.head();
  if (size !== entries) throw new Error(`the log holds ${size} entries instead of ${entries}`);
  await log.close();
}

async function append({ eventLog }, log, stream, revision, entries) {
  const result = await log.append({
    stream,
    expected: eventLog.atRevision(revision),
    commandId: `fill-${revision}`,
    time: TIME,
    entries,
  });
  if (result.kind !== 'appended') throw new Error(`filling the log: ${result.kind}`);
}

/** Notes and decisions in turn, each with its sealed values. */
function draftsFor({ dossier: { draftOf, dossierKind }, vault: vaultLib }, vault) {
  const random = vaultLib.pooledRandom();
  const id = () => vaultLib.uuidv7(Date.now(), random.take(vaultLib.UUIDV7_RANDOM_BYTES));
  return (stream, index) => {
    const [type, data] = ACTS[index % ACTS.length](index);
    const act = { occurredAt: dayOf(index), precision: 'day', classification: 'intern', publicSummary: TEXT };
    return draftOf(
      dossierKind.declarations[type],
      { type, data },
      {
        entryId: id(),
        source: SOURCE,
        stream,
        revision: index,
        time: TIME,
        commandId: id(),
        commandIndex: 0,
        act,
        actorRef: vault.actorRef('p-1', stream),
        person: 'p-1',
        role: 'AO',
        policyVersion: 1,
        late: false,
      },
    );
  };
}

const ACTS = [
  () => ['JournalEntryRecorded', { kind: 'notitie', subject: 'Gesprek met de wijk', note: TEXT, teams: ['team-1'] }],
  (index) => [
    'DecisionTaken',
    {
      decisionId: `b-${index}`,
      decisionType: 'gunning',
      body: 'stuurgroep',
      subject: 'Gunning wijkvernieuwing fase 2',
      isAwbDecision: false,
      decision: TEXT,
      basis: 'eigen',
      topics: ['wonen'],
      amount: 1_250_000,
      art169: 'nietVanToepassing',
      openQuestions: 0,
      dependsOn: [],
      informs: ['college'],
    },
  ],
];
