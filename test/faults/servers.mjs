// Three servers record in one log under load; one of them is killed every few seconds and started again.
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../kit/postgres.mjs';
import { built } from './check.mjs';
import { PATIENT, readLedger } from './log-server.mjs';
import { serverApart } from './server-apart.mjs';

const HOST = '127.0.0.1';
const SERVERS = 3;
const PROGRAMMES = 3;
const WRITERS = 6;
/**
 * All writers together. A big municipality has some 500 programmes; with 20 acts in each on a working day, a third of
 * them in the busiest hour, that is one act a second. This is ten times as much.
 */
const ACTS_PER_SECOND = 10;
const ACT_EVERY_MS = (1_000 * WRITERS) / ACTS_PER_SECOND;
/** One act in so many sets a deadline that has passed already, so that whoever acts next must record that it was missed. */
const DEADLINE_EVERY = 4;
const LONG_AGO = '2026-01-05';
const KILL_EVERY_MS = 3_000;
/** Generous: a server that starts waits its turn on a busy machine. */
const START_LIMIT_MS = 120_000;
const ANSWER_LIMIT_MS = 15_000;
/** How long an act is asked again before it counts as unresolved. */
const RESOLVE_LIMIT_MS = 120_000;
const ASK_AGAIN_MS = 50;
const SAMPLE_EVERY_MS = 200;
/** A turn that comes later than this says that this process stood still, and the servers with it. */
const STALL_MS = 1_000;
const SETTLE_LIMIT_MS = 30_000;
const PAGE = 1_000;
const VIEW_POSITION = `SELECT b.position FROM besluitspoor_views.pointer p JOIN besluitspoor_views.build b ON b.version = p.live`;

/**
 * Returns the counts: acknowledged acts lost or stored twice, acts of which nobody said what became, places without an
 * entry, forks of the ledger, servers that stopped by themselves, deadline events that stand twice, and how long the
 * kept views were behind at most.
 */
export async function servers({ seconds, 'lag-ms': lagLimitMs, dist, progress = () => {} }) {
  const { file, load, library } = await built(dist);
  const folder = mkdtempSync(join(tmpdir(), 'servers-'));
  const stops = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const postgres = await startPostgres();
    stops.unshift(() => postgres.stop());
    const esdb = await serverApart();
    stops.unshift(esdb.stop);
    const logId = `proef-${randomUUID()}`;
    const main = file('apps/cli/src/main.js');
    const env = (name) => ({ ...process.env, ...settingsOf(name, { esdb, postgres, logId }) });
    const token = prepare(main, folder, env('a'));
    const run = { main, folder, env, token, ports: [], alive: [], children: new Set(), starts: 0, deaths: [] };
    stops.unshift(() => Promise.all([...run.children].map(kill)));
    for (let index = 0; index < SERVERS; index++) run.ports.push(await freePort());
    await Promise.all(run.ports.map((_, index) => start(run, index)));
    const acts = await actsOf(load, library);
    const tally = { acknowledged: new Map(), unresolved: 0, refused: [], askedAgain: 0, deadlines: 0 };
    const programmes = await setUp(run, acts, tally);
    const log = await openToLook(library, { url: esdb.url, logId });
    stops.unshift(() => log.close());
    const lag = watchViews(postgres.url, tally, log);
    const stop = { now: false };
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      write(run, writer, { acts, programmes, tally, stop }),
    );
    const kills = await killAgainAndAgain(run, seconds, progress);
    stop.now = true;
    await Promise.all(writers);
    const views = await lag.settle();
    const red = await redOnes(run);
    await Promise.all([...run.children].map(kill));
    const stored = await lookAt(log, tally);
    const { records, forks } = await readLedger(esdb.url, logId);
    const { acknowledged, unresolved, refused, askedAgain } = tally;
    const counts = { acknowledged: acknowledged.size, askedAgain, unresolved, refused: refused.length };
    const faults = [...refused, ...red, ...run.deaths].slice(0, 10);
    return {
      fault: 'servers',
      server: esdb.name,
      seconds,
      kills,
      ...counts,
      ...stored,
      records,
      forks,
      stopped: red.length + run.deaths.length,
      lagLimitMs,
      ...views,
      faults,
    };
  } finally {
    for (const stop of stops) await stop();
  }
}

const settingsOf = (name, { esdb, postgres, logId }) => ({
  BESLUITSPOOR_SERVER: name,
  BESLUITSPOOR_LOG_URL: esdb.url,
  BESLUITSPOOR_LOG_ID: logId,
  BESLUITSPOOR_SEALED_URL: postgres.url,
  BESLUITSPOOR_VIEWS_URL: postgres.url,
});

/** Makes the log and a token, as an administrator does. */
function prepare(main, folder, env) {
  const command = (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args, '--data', folder], {
      env,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
    return stdout;
  };
  command('init');
  return command('token', 'maak', '--persoon', 'p-proef', '--functie', 'AO').split('\n')[0];
}

/** Resolves when the server answers; it counts as alive from then on. */
function start(run, index) {
  const { main, folder, env, ports } = run;
  run.starts++;
  const args = [main, 'serve', '--data', folder, '--poort', String(ports[index])];
  const child = spawn(process.execPath, args, { env: env(`s${index}`), stdio: ['ignore', 'pipe', 'pipe'] });
  run.alive[index] = undefined;
  run.children.add(child);
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`a server did not start in time: ${said}`)), START_LIMIT_MS);
    child.stdout.once('data', () => {
      clearTimeout(limit);
      run.alive[index] = child;
      resolve(child);
    });
    child.once('close', (code, signal) => {
      run.children.delete(child);
      clearTimeout(limit);
      if (run.alive[index] === child) run.alive[index] = undefined;
      if (signal === 'SIGKILL') return;
      run.deaths.push(`server ${index} ended by itself (code ${code}): ${said.slice(0, 300)}`);
      reject(new Error(run.deaths.at(-1)));
    });
  });
}

function kill(child) {
  return new Promise((resolve) => {
    child.once('close', resolve);
    child.kill('SIGKILL');
  });
}

/** Kills one server after the other, whatever it is doing, and starts it again at once. Returns how many it killed. */
async function killAgainAndAgain(run, seconds, progress) {
  const end = Date.now() + seconds * 1_000;
  let kills = 0;
  const starting = [];
  for (let index = 0; Date.now() < end; index = (index + 1) % SERVERS) {
    await pause(Math.min(KILL_EVERY_MS, Math.max(0, end - Date.now())));
    const victim = run.alive[index];
    if (victim === undefined) continue;
    await kill(victim);
    kills++;
    starting[index] = start(run, index).catch(() => undefined);
    progress(Math.round(seconds - (end - Date.now()) / 1_000), seconds);
  }
  await Promise.all(starting);
  return kills;
}

/** How acts are asked for: paths and bodies in Dutch, as the product's own words have it. */
async function actsOf(load, library) {
  const [{ pathOf }, { toDutch }, { commands }, { JOURNAL_KINDS }] = await Promise.all([
    load('apps/server/src/acts/act-controllers.js'),
    load('apps/server/src/words.js'),
    library('governance'),
    load('libs/governance/src/journal/events.js'),
  ]);
  const asked = (name, fields, programme = '') => {
    const path = pathOf(commands.find((command) => command.name === name)).replace(':programma', programme);
    return { path: `/v1/${path}`, body: JSON.stringify(toDutch(fields)) };
  };
  return {
    urgency: () => ({
      ...asked('EstablishUrgency', { owner: 'AO', statement: 'Het stelsel is oud.' }),
      path: '/v1/programmas',
    }),
    begin: (programme) =>
      asked('InitiateProgramme', { name: 'Proef', objective: 'Een nieuw stelsel.', mode: 'getrapt' }, programme),
    journal: (programme, subject) =>
      asked('RecordJournalEntry', { kind: JOURNAL_KINDS[0], subject, note: 'Gesproken met de wijkraad.' }, programme),
    deadline: (programme, deadlineId) =>
      asked('SetHardDeadline', { deadlineId, kind: 'extern', dueOn: LONG_AGO, source: 'De wet.' }, programme),
  };
}

async function setUp(run, { urgency, begin }, tally) {
  const done = async (act) => {
    const { status, json } = await untilAnswered(run, act, tally);
    if (status >= 400) throw new Error(`setting up gave ${JSON.stringify(json)}`);
    return json.programma;
  };
  const programmes = [];
  for (let index = 0; index < PROGRAMMES; index++) {
    programmes.push(await done(urgency()));
    await done(begin(programmes[index]));
  }
  return programmes;
}

async function ask({ ports, token }, index, { path, body }, key) {
  const answer = await fetch(`http://${HOST}:${ports[index]}${path}`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  });
  return { status: answer.status, json: await answer.json() };
}

/** Acts at a steady pace on any programme at any server; each is asked again, elsewhere, until it has an answer. */
async function write(run, writer, { acts, programmes, tally, stop }) {
  // Whoever was held up may catch up one act, so that a slow server is not followed by a flood.
  let due = performance.now() + Math.random() * ACT_EVERY_MS;
  for (let n = 0; ; n++) {
    await pause(Math.max(0, due - performance.now()));
    if (stop.now) return;
    due = Math.max(due + ACT_EVERY_MS, performance.now() - ACT_EVERY_MS);
    const name = `w${writer}-${n}`;
    const programme = programmes[Math.floor(Math.random() * programmes.length)];
    const isDeadline = n % DEADLINE_EVERY === 0;
    const act = isDeadline ? acts.deadline(programme, `D-${name}`) : acts.journal(programme, name);
    const answer = await untilAnswered(run, act, tally);
    if (answer === undefined) tally.unresolved++;
    else if (answer.status >= 400)
      tally.refused.push(`${name}: ${answer.status} ${JSON.stringify(answer.json).slice(0, 300)}`);
    else {
      const { programma: stream, positie, versie, gebeurtenissen } = answer.json;
      tally.acknowledged.set(name, {
        stream,
        // Told when it has its place already; durable it is in any case.
        position: positie === undefined ? undefined : Number(positie),
        revision: versie,
        events: gebeurtenissen.length,
        at: awakeNow(),
      });
      if (isDeadline) tally.deadlines++;
    }
  }
}

async function untilAnswered(run, act, tally) {
  const key = randomUUID();
  for (const end = Date.now() + RESOLVE_LIMIT_MS; Date.now() < end; await pause(ASK_AGAIN_MS)) {
    const index = Math.floor(Math.random() * SERVERS);
    if (run.alive[index] === undefined) continue;
    const answer = await ask(run, index, act, key).catch(() => undefined);
    // What passes by itself is asked again under the same key; a refusal is an answer.
    if (answer !== undefined && answer.status < 500 && answer.status !== 429) return answer;
    tally.askedAgain++;
  }
  return undefined;
}

/**
 * Milliseconds in which this process had its turns. How far the views are behind is told by this clock: while the whole
 * machine stands still nothing is told of them. What it left out is told as `stalledMs`.
 */
let awakeMs = 0;
let lastTurn = performance.now();
function awakeNow() {
  const now = performance.now();
  awakeMs += Math.min(now - lastTurn, STALL_MS);
  lastTurn = now;
  return awakeMs;
}

/**
 * Looks again and again how long ago the oldest acknowledged act was that the kept views do not have. An act that has no
 * place in the log yet is not in them either.
 */
function watchViews(url, { acknowledged }, log) {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const ticking = setInterval(awakeNow, STALL_MS / 10);
  const [begun, begunAwake] = [performance.now(), awakeNow()];
  let [samples, stopped] = [0, false];
  let worst = { ms: 0 };
  const seen = new Set();
  const look = async () => {
    // Asked first: what is acknowledged after it may be newer than the answer.
    const known = [...acknowledged].filter(([name]) => !seen.has(name));
    const now = awakeNow();
    const { rows } = await pool.query(VIEW_POSITION);
    const position = Number(rows[0]?.position ?? -1);
    let waiting = 0;
    for (const [name, act] of known) {
      act.position ??= await placeIn(log, act);
      if (act.position <= position) seen.add(name);
      else {
        waiting++;
        const ms = Math.round(now - act.at);
        if (ms > worst.ms) worst = { ms, act: name, atSecond: Math.round((now - begunAwake) / 1_000), position };
      }
    }
    samples++;
    return waiting;
  };
  const looking = (async () => {
    while (!stopped) {
      await look();
      await pause(SAMPLE_EVERY_MS);
    }
  })();
  const settle = async () => {
    stopped = true;
    await looking;
    let behind = await look();
    for (const end = Date.now() + SETTLE_LIMIT_MS; behind > 0 && Date.now() < end; behind = await look())
      await pause(SAMPLE_EVERY_MS);
    await pool.end();
    clearInterval(ticking);
    const stalledMs = Math.round(performance.now() - begun - (awakeNow() - begunAwake));
    return { maxLagMs: worst.ms, worst, samples, behind, stalledMs };
  };
  return { settle };
}

/** The place of an act that was acknowledged; undefined for as long as it has none. */
async function placeIn(log, { stream, revision }) {
  const [entry] = await log.readStream(stream, revision, 1).catch(() => []);
  return entry?.position;
}

/** Servers that say of themselves that they must not be used, with their reason; what passes by itself may pass first. */
async function redOnes({ ports }) {
  for (const end = Date.now() + SETTLE_LIMIT_MS; ; await pause(SAMPLE_EVERY_MS)) {
    const told = await Promise.all(ports.map(healthOf));
    const red = told.filter(({ status }) => status === 'rood').map(({ redenen }) => String(redenen));
    if (red.length === 0 || Date.now() > end) return red;
  }
}

async function healthOf(port) {
  try {
    return await (await fetch(`http://${HOST}:${port}/v1/gezondheid`)).json();
  } catch (error) {
    return { status: 'rood', redenen: error.message };
  }
}

async function openToLook(library, where) {
  const { openEventStoreDbLog, createMemorySealedStore } = await library('event-log');
  const limits = { ...PATIENT, orderMs: SAMPLE_EVERY_MS };
  return openEventStoreDbLog({ ...where, sealed: createMemorySealedStore(), sequence: false, limits });
}

/** Reads the whole log and holds it against what was acknowledged. */
async function lookAt(log, { acknowledged }) {
  await log.catchUp();
  const entries = [];
  for (;;) {
    const page = await log.readAll(entries.length === 0 ? undefined : entries.length - 1, PAGE);
    if (page.length === 0) break;
    entries.push(...page);
  }
  let gaps = 0;
  const places = new Map(entries.map(({ stream, revision, position }) => [`${stream} ${revision}`, position]));
  const next = new Map();
  const once = { commands: new Set(), deadlines: new Set() };
  let [duplicated, deadlineEvents, deadlinesTwice] = [0, 0, 0];
  entries.forEach(({ position, stream, revision, bytes }, index) => {
    if (position !== index || revision !== (next.get(stream) ?? 0)) gaps++;
    next.set(stream, revision + 1);
    const { type, data, commandid, commandindex } = JSON.parse(Buffer.from(bytes).toString());
    duplicated += addedTwice(once.commands, `${stream} ${commandid} ${commandindex}`);
    if (!String(type).includes('hard-deadline-missed')) return;
    deadlineEvents++;
    deadlinesTwice += addedTwice(once.deadlines, `${stream} ${data.deadlineId} ${data.dueOn}`);
  });
  const taken = new Set();
  let lost = 0;
  for (const { stream, position, revision } of acknowledged.values()) {
    const stands = places.get(`${stream} ${revision}`);
    if (stands === undefined || (position !== undefined && position !== stands)) lost++;
    else duplicated += addedTwice(taken, stands);
  }
  return { entries: entries.length, lost, duplicated, gaps, deadlineEvents, deadlinesTwice };
}

function addedTwice(set, value) {
  if (set.has(value)) return 1;
  set.add(value);
  return 0;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, HOST, resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
