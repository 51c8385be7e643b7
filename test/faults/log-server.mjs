// What the fault runs and benches over EventStoreDB share: a server, acts to append, and a look at what was left.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOUBLE = join(ROOT, 'test/kit/eventstoredb-double');
const PAGE = 1_000;
/** Limits for the look at what was left, which no fault disturbs: it takes what a busy machine needs. */
export const PATIENT = { readMs: 120_000, readTryMs: 600_000 };

/** The server that BESLUITSPOOR_TEST_ESDB names, or else a double of it in this process. */
export async function startServer() {
  const url = process.env.BESLUITSPOOR_TEST_ESDB;
  if (url !== undefined) return { url, name: 'server', stop: async () => {} };
  const { transformSync } = await import('@swc/core');
  // Inside the checkout, so that what it imports is found.
  mkdirSync(join(ROOT, 'data'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'data', 'double-'));
  for (const file of readdirSync(DOUBLE).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))) {
    const source = readFileSync(join(DOUBLE, file), 'utf8');
    const { code } = transformSync(source, { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } });
    writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), code);
  }
  const { startDouble } = await import(pathToFileURL(join(folder, 'index.js')).href);
  const double = await startDouble();
  const stop = async () => {
    await double.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: double.url, name: 'double', stop };
}

/** One act of `count` entries; decided anew each time, so that two attempts never share an id or a byte. */
export function batchOf({ stream, expected, act, count = 1 }) {
  const entries = Array.from({ length: count }, (_, index) => {
    const id = randomUUID();
    const bytes = new TextEncoder().encode(JSON.stringify({ stream, act, index, count, id }));
    const leafHash = createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest();
    return { id, bytes, leafHash, sealed: [] };
  });
  return { stream, expected, commandId: act, time: new Date().toISOString(), entries };
}

/**
 * Reads a whole log and holds it against what was acknowledged (act → its count, and its first position where that was
 * told): places that are missing, acts that stand there twice or in part, and acknowledged acts that are not there, or
 * not where they were said to be.
 */
export async function look(log, acknowledged) {
  const acts = new Map();
  let [next, gaps, duplicated] = [0, 0, 0];
  const revisions = new Map();
  for (;;) {
    const page = await log.readAll(next === 0 ? undefined : next - 1, PAGE);
    if (page.length === 0) break;
    for (const { position, stream, revision, bytes, commandId } of page) {
      const { act, index, count } = JSON.parse(Buffer.from(bytes).toString());
      if (position !== next || revision !== (revisions.get(stream) ?? -1) + 1) gaps++;
      revisions.set(stream, revision);
      next = position + 1;
      const known = acts.get(act) ?? { first: position, count, stored: 0 };
      if (index !== known.stored || position !== known.first + index || commandId !== act) duplicated++;
      acts.set(act, { ...known, stored: known.stored + 1 });
    }
  }
  let lost = 0;
  for (const [act, { position, count }] of acknowledged) {
    const stored = acts.get(act);
    const elsewhere = position !== undefined && stored?.first !== position;
    if (stored === undefined || elsewhere || stored.stored !== count) lost++;
  }
  const partial = [...acts.values()].filter(({ stored, count }) => stored < count).length;
  return { entries: next, acts: acts.size, acknowledged: acknowledged.size, lost, duplicated, gaps: gaps + partial };
}

/** Reads the ledger as anyone can, with the client alone: records that do not go on from the one before, and places. */
export async function readLedger(url, logId) {
  const { EventStoreDBClient } = await import('@eventstore/db-client');
  const client = EventStoreDBClient.connectionString(url);
  let [records, forks, places, previous] = [0, 0, 0, null];
  for await (const { event } of client.readStream(`ledger-${logId}`, { requiresLeader: true })) {
    const bytes = Buffer.from(event.data);
    const record = JSON.parse(bytes.toString());
    if (record.previous !== previous || Number(event.revision) !== records) forks++;
    if (record.kind === 'batch') {
      if (record.from !== places) forks++;
      places += record.count;
    }
    previous = createHash('sha256').update(bytes).digest('base64');
    records++;
  }
  await client.dispose();
  return { records, forks, places };
}
