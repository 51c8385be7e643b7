// npm run bench -- postgres-views: all kept documents afresh from the log into PostgreSQL, against COPY of the same rows
// into the same tables of the same server. Both wait for the disk as they would at people's.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgresPrograms, startPostgres } from '../kit/postgres.mjs';
import { line, median, round, takeTurns } from './measure.mjs';
import { checked, DOSSIERS, ENTRIES, fillFolder, load, readParseDecipher, rebuildOnce } from './rebuild.mjs';

const GOAL = 0.3;
const SCHEMA = 'bench_views';
const COPIES = 'bench_copies';
const MEBIBYTE = 1_048_576;
const run = promisify(execFile);

export { postgresViews as 'postgres-views' };

/** Yields one line of figures: documents per second of a whole rebuild, and of COPY. */
async function* postgresViews({ folder, dist, rounds, say, entries = ENTRIES }) {
  const measure = `${entries} entries, ${DOSSIERS} dossiers: a rebuild reads, opens and folds them all, writes, compares and flips`;
  if (postgresPrograms() === undefined)
    return yield {
      bench: 'postgres-views',
      measure,
      skipped: 'PostgreSQL is not installed; Debian has it as postgresql',
    };
  const libs = await load(dist);
  const { file, keyring, vault, filled } = await fillFolder(libs, folder, entries, say);
  const log = await libs.eventLog.openSqliteReader(file);
  const server = await startPostgres({ durable: true });
  const viewsUrl = `${server.url}?schema=${SCHEMA}`;
  const store = await libs.readModels.openViewStore(viewsUrl);
  try {
    const reports = [];
    const writing = timeWriting(store);
    const rebuilt = async () => {
      writing.begin();
      reports.push(await rebuildOnce(libs, { folder, viewsUrl, log, vault, store, entries }));
      return reports.at(-1).documents;
    };
    await rebuilt();
    const rows = join(server.folder, 'rows.copy');
    const { documents, megabytes } = await rowsToCopy(server, rows);
    const results = await takeTurns(
      {
        copy: () => timed(() => copy(server, rows).then(() => documents)),
        rebuild: () => timed(rebuilt),
        reading: () => timed(() => (readParseDecipher(libs, file, keyring, entries), documents)),
      },
      rounds,
      say,
    );
    yield line({
      bench: 'postgres-views',
      measure,
      ours: results.rebuild,
      peer: results.copy,
      peerIs: `COPY of the same ${documents} rows (${megabytes} MiB of documents) from a file of the server's own into a table of the same form, durable`,
      goal: GOAL,
      // The part of it that the database does, beside reading, opening and folding: no goal, but it tells where time goes.
      writingRatio: round(median(writing.ms().map((ms) => (documents / ms) * 1_000)) / results.copy.perSecond, 3),
      // What the ratio would be if one thread only read and opened the log, and folded and wrote nothing.
      readingRatio: round(results.reading.perSecond / results.copy.perSecond, 3),
      ...filled,
      ...checked(reports),
    });
  } finally {
    await store.close();
    await server.stop();
    await log.close();
    vault.close();
  }
}

/** Adds up, per rebuild, how long flushes, comparison and flip take. */
function timeWriting(store) {
  const all = [];
  for (const name of ['flush', 'change']) {
    const work = store[name].bind(store);
    store[name] = async (...what) => {
      const begin = performance.now();
      const result = await work(...what);
      all[all.length - 1] += performance.now() - begin;
      return result;
    };
  }
  // The first two, into an empty store and with cold caches, are no part of what is measured.
  return { begin: () => all.push(0), ms: () => all.slice(2) };
}

/** Documents per second. */
async function timed(work) {
  const begin = performance.now();
  const documents = await work();
  return { perSecond: documents / ((performance.now() - begin) / 1000), latencies: [], errors: {} };
}

/** Puts the live rows in a file as COPY writes them, and makes the table that they are to be copied into. */
async function rowsToCopy(server, file) {
  const live = `version = (select live from ${SCHEMA}.pointer)`;
  await sql(
    server,
    `copy (select * from ${SCHEMA}.view where ${live}) to '${file}';
     create schema ${COPIES}; create table ${COPIES}.view (like ${SCHEMA}.view including all)`,
  );
  const counted = await sql(server, `select count(*), sum(octet_length(document)) from ${SCHEMA}.view where ${live}`);
  const [documents, bytes] = counted.split('|').map(Number);
  return { documents, megabytes: Math.round(bytes / MEBIBYTE) };
}

/** Into an empty table, as a fresh build is. */
const copy = (server, file) =>
  sql(server, `begin; truncate ${COPIES}.view; copy ${COPIES}.view from '${file}'; commit`);

async function sql({ programs, url }, text) {
  const { stdout } = await run(join(programs, 'psql'), [
    url,
    '-X',
    '-q',
    '-A',
    '-t',
    '-v',
    'ON_ERROR_STOP=1',
    '-c',
    text,
  ]);
  return stdout.trim();
}
