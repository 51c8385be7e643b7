// npm run bench -- rebuild: all kept documents afresh from the log, against what one thread can do at most, and against
// the consumer of emmett-sqlite.
import { fork } from 'node:child_process';
import { createDecipheriv } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { line, round, takeTurns } from './measure.mjs';

const LIMIT_GOAL = 0.5;
const EMMETT_GOAL = 12;
/** It pauses 50 ms after every 100 events, so that more of them only take longer: the figure is a rate. */
const EMMETT_ENTRIES = 4_000;
const EMMETT_CHILD = fileURLToPath(new URL('./emmett-consumer.mjs', import.meta.url));
export const ENTRIES = 200_000;
export const DOSSIERS = 200;
const PEOPLE = 100;
/** Entries of one dossier that come together, as acts of one meeting do. */
const BATCH = 5;
const APPENDS_IN_FLIGHT = 256;
/** What is sealed and under way at a time: some tens of MB. */
const ENTRIES_IN_FLIGHT = 10_000;
const TELL_AFTER_ENTRIES = 50_000;
const TIME = '2026-03-02T09:15:00.000Z';
const FIRST_DAY = Date.parse('2023-01-01');
const DAY_MS = 86_400_000;
const ENTRIES_PER_DAY = 2;
const LOG_PAGE = 5_000;

/** Yields one line of figures per comparison. */
export async function* rebuild({ folder, dist, peers, rounds, say, entries = ENTRIES }) {
  const libs = await load(dist);
  const emmett = await peers();
  const viewsUrl = `sqlite:${join(folder, 'views.db')}`;
  const { file, keyring, vault, filled } = await fillFolder(libs, folder, entries, say);
  const log = await libs.eventLog.openSqliteReader(file);
  const store = await libs.readModels.openViewStore(viewsUrl);
  try {
    const reports = [];
    const results = await takeTurns(
      {
        limit: () => timed(entries, () => readParseDecipher(libs, file, keyring, entries)),
        rebuild: () =>
          timed(entries, async () => {
            reports.push(await rebuildOnce(libs, { folder, viewsUrl, log, vault, store, entries }));
          }),
        ...(emmett.missing === undefined && { emmett: await emmettConsumer(folder, log) }),
      },
      rounds,
      say,
    );
    yield line({
      bench: 'rebuild',
      measure: `${entries} entries, ${DOSSIERS} dossiers, ${libs.readModels.readModels.length} documents, one audience`,
      ours: results.rebuild,
      peer: results.limit,
      peerIs: 'single-thread limit: SELECT, JSON.parse, one decipher per sealed group',
      goal: LIMIT_GOAL,
      ...filled,
      threads: availableParallelism(),
      ...checked(reports),
    });
    yield againstEmmett(results, emmett);
  } finally {
    await store.close();
    await log.close();
    vault.close();
  }
}

function againstEmmett(results, emmett) {
  const measure = "rebuild against emmett's consumer";
  if (emmett.missing !== undefined) return { bench: 'rebuild', measure, skipped: emmett.missing };
  return line({
    bench: 'rebuild',
    measure,
    ours: results.rebuild,
    peer: results.emmett,
    peerIs: `emmett-sqlite ${emmett.version}, its consumer with its defaults over ${EMMETT_ENTRIES} unsealed events of the same length, a processor that only counts`,
    goal: EMMETT_GOAL,
    peerErrors: results.emmett.errors,
  });
}

/** Plays the peer in a process of its own, each time over a file of its own. */
async function emmettConsumer(folder, log) {
  const [entry] = await log.readAll(undefined, 1);
  const event = { type: 'BesluitGenomen', data: JSON.parse(textOf(entry.bytes)) };
  return (round) =>
    new Promise((resolve, reject) => {
      const child = fork(EMMETT_CHILD, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
      let result;
      child.once('message', (message) => {
        result = message;
        child.kill('SIGKILL');
      });
      child.once('error', reject);
      // A peer that falls over is a figure as well.
      child.once('close', (code, signal) =>
        resolve(result ?? { perSecond: 0, latencies: [], errors: { [`process ended with ${signal ?? code}`]: 1 } }),
      );
      child.send({ file: join(folder, `emmett-${round}.db`), event, entries: EMMETT_ENTRIES });
    });
}

/** Every rebuild after the first is compared byte for byte with the one before it; a difference makes the figure void. */
export function checked(reports) {
  const { documents, position, parked } = reports.at(-1);
  if (reports.some(({ differing }) => differing > 0)) throw new Error('two rebuilds gave different bytes');
  if (parked.length > 0) throw new Error(`a read model failed: ${JSON.stringify(parked)}`);
  return { documents, position, comparedRebuilds: reports.filter(({ compared }) => compared).length, differing: 0 };
}

export async function load(dist) {
  const sqlite = await import('@photostructure/sqlite');
  const libs = { sqlite, entryBytes: await dist('libs/vault/src/entry.js') };
  const names = {
    eventLog: 'event-log',
    vault: 'vault',
    governance: 'governance',
    dossier: 'dossier',
    readModels: 'read-models',
  };
  // One after the other: a module that cannot be linked is then named, instead of one that shares its imports.
  for (const [key, name] of Object.entries(names)) libs[key] = await dist(`libs/${name}/src/index.js`);
  libs.views = {
    ...(await dist('apps/server/src/views/view-source.js')),
    ...(await dist('apps/server/src/views/fold-in-threads.js')),
  };
  return libs;
}

export async function timed(entries, work) {
  const begin = performance.now();
  await work();
  return { perSecond: entries / ((performance.now() - begin) / 1000), latencies: [], errors: {} };
}

/** As `besluitspoor rebuild` does it, over as many threads as it takes. */
export function rebuildOnce({ readModels, views }, { folder, viewsUrl, log, vault, store, entries }) {
  return readModels.rebuild(readModels.readModels, {
    ...views.viewSource(log, vault),
    store,
    partsOf: views.foldInThreads(folder, viewsUrl, entries, availableParallelism()),
  });
}

/** The least that any rebuild must do for these entries, on one thread, with nothing folded and nothing written. */
export function readParseDecipher({ sqlite, entryBytes }, file, keyring, entries) {
  const db = new sqlite.DatabaseSync(file, { readOnly: true });
  const select = db.prepare('SELECT position, bytes FROM entry WHERE position BETWEEN ? AND ? ORDER BY position');
  const groups = db.prepare(
    `SELECT position, keyid, box FROM sealed WHERE position BETWEEN ? AND ? AND keyid <> '' ORDER BY position`,
  );
  for (const statement of [select, groups]) statement.setReturnArrays(true);
  let parsed = 0;
  for (let from = 0; from < entries; from += LOG_PAGE) {
    const clear = [];
    for (const [, bytes] of select.iterate(from, from + LOG_PAGE - 1)) clear.push(JSON.parse(textOf(bytes)));
    for (const [position, keyId, box] of groups.iterate(from, from + LOG_PAGE - 1)) {
      decipher(entryBytes, keyring.keyById(keyId), clear[position - from], keyId, box);
    }
    parsed += clear.length;
  }
  db.close();
  if (parsed !== entries) throw new Error(`the limit read ${parsed} entries instead of ${entries}`);
}

function decipher({ BOX_CIPHER, BOX_NONCE_BYTES, BOX_TAG_BYTES, boxAad }, key, { source, id }, keyId, box) {
  const bodyStart = 1 + BOX_NONCE_BYTES;
  const bodyEnd = box.length - BOX_TAG_BYTES;
  const cipher = createDecipheriv(BOX_CIPHER, key, box.subarray(1, bodyStart), { authTagLength: BOX_TAG_BYTES });
  cipher.setAAD(boxAad(source, id, keyId));
  cipher.setAuthTag(box.subarray(bodyEnd));
  const text = cipher.update(box.subarray(bodyStart, bodyEnd));
  cipher.final();
  return text;
}

const textOf = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/** A data folder with a full log and its keys, as the threads of a rebuild find it. */
export async function fillFolder(libs, folder, entries, say) {
  const file = join(folder, 'log.db');
  const keys = { keysFile: join(folder, 'keys.db'), masterKeyFile: join(folder, 'master.key') };
  const keyring = libs.vault.openKeyring(keys);
  const vault = libs.vault.openVault({ keyring });
  const filled = await fill(libs, file, vault, entries, say);
  return { file, keyring, vault, filled };
}

/** Fills a log as acts would, through the product's own sealing; not measured, so it may skip waiting for the disk. */
async function fill(libs, file, vault, entries, say) {
  const log = await libs.eventLog.openSqliteLog({ file, durability: 'normal', holder: 'prestatiemeting' });
  return fillLog(libs, log, vault, { entries, batch: BATCH }, say);
}

/** Fills an open log, `batch` entries of one dossier at a time, and closes it. */
export async function fillLog(libs, log, vault, { entries, batch }, say) {
  const drafts = draftsFor(libs, vault);
  const revisions = new Array(DOSSIERS).fill(0);
  const appendsAtOnce = Math.max(1, Math.min(APPENDS_IN_FLIGHT, Math.floor(ENTRIES_IN_FLIGHT / batch)));
  let made = 0;
  let bytes = 0;
  let sealedGroups = 0;
  let told = 0;
  while (made < entries) {
    const appends = [];
    for (; appends.length < appendsAtOnce && made < entries; made += batch) {
      const dossier = (made / batch) % DOSSIERS;
      const sealed = Array.from({ length: batch }, () => vault.seal(drafts(dossier, revisions[dossier]++)));
      for (const entry of sealed) {
        bytes += entry.bytes.length;
        sealedGroups += entry.sealed.length;
      }
      appends.push(append(libs, log, dossier, revisions[dossier] - batch, sealed));
    }
    await Promise.all(appends);
    if (made < told + TELL_AFTER_ENTRIES) continue;
    told = made;
    say(`filling the log: ${made} of ${entries}`);
  }
  vault.flushKeys();
  await log.close();
  return { meanEntryBytes: Math.round(bytes / entries), sealedGroupsPerEntry: round(sealedGroups / entries, 2) };
}

async function append({ eventLog, dossier: { dossierKind } }, log, dossier, revision, entries) {
  const batch = {
    stream: `${dossierKind.prefix}${dossier}`,
    expected: eventLog.atRevision(revision - 1),
    commandId: `fill-${dossier}-${revision}`,
    time: TIME,
    entries,
  };
  for (;;) {
    const result = await log.append(batch);
    if (result.kind === 'appended') return;
    if (result.kind !== 'overloaded') throw new Error(`filling the log: ${result.kind}`);
    // A log on a server takes entries faster than it gives them their places.
    await new Promise((resolve) => setTimeout(resolve, result.retryAfterMs));
  }
}

/** Acts of eight kinds in turn, each with four confidential values under the dossier's key and one of a person. */
function draftsFor({ dossier: { draftOf, dossierKind }, vault: vaultLib }, vault) {
  const random = vaultLib.pooledRandom();
  const id = () => vaultLib.uuidv7(Date.now(), random.take(vaultLib.UUIDV7_RANDOM_BYTES));
  return (dossier, revision) => {
    const stream = `${dossierKind.prefix}${dossier}`;
    const [type, data, extra] = actOf(dossier, revision);
    const person = `p-${(dossier + revision) % PEOPLE}`;
    const { person: names, ...act } = extra;
    const draft = draftOf(
      dossierKind.declarations[type],
      { type, data },
      {
        entryId: id(),
        source: 'urn:nld:oin:00000001002220647000:systeem:besluitspoor',
        stream,
        revision,
        time: TIME,
        commandId: id(),
        commandIndex: 0,
        act: { occurredAt: `${dayOf(revision)}T11:00:00.000Z`, precision: 'day', classification: 'intern', ...act },
        actorRef: vault.actorRef(person, stream),
        person: names ? person : undefined,
        role: 'programmamanager',
        policyVersion: 1,
        late: false,
      },
    );
    const about = {
      name: 'betrokkene',
      value: 'M. de Vries',
      key: { kind: 'person', id: person },
      label: 'persoon/intern',
    };
    const sealed = [...draft.sealed, about];
    if (sealed.length !== 5) throw new Error(`${type} has ${sealed.length} sealed values instead of 5`);
    return { ...draft, sealed };
  };
}

const dayOf = (revision) =>
  new Date(FIRST_DAY + Math.floor(revision / ENTRIES_PER_DAY) * DAY_MS).toISOString().slice(0, 10);

const TEXT = 'De aanbieder scoort het hoogst op kwaliteit en blijft binnen het krediet.';
const SUMMARY = { publicSummary: 'Het college gunt de opdracht.', person: true };
const LATE = { ...SUMMARY, lateReason: 'Het verslag kwam een week later.' };

function actOf(dossier, revision) {
  const turn = Math.floor(revision / ACTS.length);
  const ids = {
    decisionId: `b-${dossier}-${turn}`,
    escalationId: `e-${dossier}-${turn}`,
    changeId: `w-${dossier}-${turn}`,
  };
  return ACTS[revision % ACTS.length]({ ...ids, goLiveId: `l-${dossier}-${turn}`, day: dayOf(revision + 20) });
}

const DECISION = {
  decisionType: 'gunning',
  body: 'stuurgroep',
  subject: 'Gunning wijkvernieuwing fase 2',
  isAwbDecision: false,
};

const ACTS = [
  ({ decisionId }) => [
    'ProposalDrafted',
    { ...DECISION, decisionId, question: TEXT, objectives: ['doel-1'], dependsOn: [], topics: ['wonen'] },
    SUMMARY,
  ],
  ({ escalationId, day }) => [
    'EscalationRaised',
    {
      escalationId,
      raiser: 'projectleider',
      level: 'L1',
      dueOn: day,
      subject: 'Te weinig testers',
      reason: TEXT,
      impact: TEXT,
      ask: TEXT,
    },
    {},
  ],
  ({ changeId }) => [
    'ScopeChangeRouted',
    { changeId, level: 'BO', reasons: ['bedrag'], cumulativeAmount: 1_250_000, cumulativePermille: 12 },
    SUMMARY,
  ],
  ({ decisionId }) => [
    'DecisionTaken',
    {
      ...DECISION,
      decisionId,
      decision: TEXT,
      basis: 'eigen',
      topics: ['wonen'],
      amount: 1_250_000,
      art169: 'nietVanToepassing',
      openQuestions: 0,
      dependsOn: [],
      informs: ['college'],
    },
    { person: true },
  ],
  ({ escalationId }) => ['EscalationAnswered', { escalationId, level: 'L1', answer: TEXT }, LATE],
  ({ changeId }) => ['ScopeChangeRejected', { changeId, reason: TEXT }, LATE],
  ({ goLiveId, day }) => [
    'GoLivePlanned',
    { goLiveId, label: 'Livegang balie', plannedOn: day, citizenImpact: true, items: ['onderdeel-1', 'onderdeel-2'] },
    SUMMARY,
  ],
  () => [
    'JournalEntryRecorded',
    { kind: 'notitie', subject: 'Gesprek met de wijk', note: TEXT, teams: ['team-1'] },
    SUMMARY,
  ],
];

if (process.argv[1] === fileURLToPath(import.meta.url)) await alone();

/** `node test/bench/rebuild.mjs [entries]` after a build. */
async function alone() {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  mkdirSync(join(root, 'data'), { recursive: true });
  const folder = mkdtempSync(join(root, 'data', 'bench-rebuild-'));
  const dist = (path) => import(pathToFileURL(join(root, 'dist', path)).href);
  const say = (text) => void process.stderr.write(`${text}\n`);
  try {
    const entries = Number(process.argv[2] ?? ENTRIES);
    const peers = async () => ({ missing: 'only `npm run bench -- rebuild` installs it' });
    for await (const figures of rebuild({ folder, dist, peers, rounds: 3, say, entries })) {
      process.stdout.write(`${JSON.stringify(figures)}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
