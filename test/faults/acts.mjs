// The acts that the processes append of which one is killed or loses a system call, and the two ways into the log.
import { join } from 'node:path';

/** Sealed and appended on the thread that asks, as commands do, or by a thread of its own, as a server does. */
export const WAYS = ['direct', 'thread'];

const HOLDER = 'storingsproef';
const SOURCE = 'urn:nld:oin:00000000000000000000:systeem:besluitspoor';

export const filesIn = (folder) => ({
  logFile: join(folder, 'log.db'),
  keysFile: join(folder, 'keys.db'),
  masterKeyFile: join(folder, 'master.key'),
});

/**
 * Opens log and keys of a folder for appending. `startThread` gives a writing thread that was started in another way
 * than the product does.
 */
export async function openForActs({ load, library }, folder, { over, startThread }) {
  const { openKeyring, openVault } = await library('vault');
  const { logFile, ...keys } = filesIn(folder);
  const vault = openVault({ keyring: openKeyring(keys) });
  const log =
    over === 'direct'
      ? await openHere({ load, library }, logFile, vault)
      : await openThread({ load }, { options: { logFile, ...keys, holder: HOLDER }, vault, startThread });
  return { log, vault };
}

async function openHere({ load, library }, file, vault) {
  const { openSqliteLog } = await library('event-log');
  const { writerHere } = await load('libs/dossier/src/writing/writer.js');
  const log = await openSqliteLog({ file, holder: HOLDER, beforeCommit: () => vault.flushKeys() });
  return Object.assign(log, { write: writerHere(log, vault).write });
}

async function openThread({ load }, { options, vault, startThread }) {
  const { openLogInThread, logOver, WriterLine } = await load('libs/dossier/src/writing/writer-thread.js');
  if (startThread === undefined) return openLogInThread(options, vault);
  const { lineTo } = await load('libs/dossier/src/writing/messages.js');
  const worker = startThread();
  const line = new WriterLine(lineTo(worker));
  for (const event of ['error', 'exit'])
    worker.on(event, () => line.end(Object.assign(new Error('the writing thread is gone'), { code: 'LOG_CLOSED' })));
  return logOver(line, { file: options.logFile, vault });
}

/** An act of `count` entries on one stream. Each of them seals its own id under the key of `person`. */
export function batchOf({ NO_STREAM, atRevision }, { stream, revision, act, count, person }) {
  const time = new Date().toISOString();
  const drafts = Array.from({ length: count }, (_, index) => ({
    id: `${act}.${index}`,
    source: SOURCE,
    type: 'nl.besluitspoor.storingsproef.v1',
    subject: stream,
    streamrev: revision + 1 + index,
    time,
    dataschema: 'urn:besluitspoor:storingsproef:1',
    actorref: 'a-0',
    commandid: act,
    commandindex: index,
    open: { act, index, count, filling: 'x'.repeat(200) },
    sealed: [{ name: 'proof', value: `${act}.${index}`, key: { kind: 'person', id: person }, label: 'persoon' }],
    envelope: 'open',
    genericKey: { kind: 'dossier', id: stream },
    genericLabel: 'persoon',
  }));
  const expected = revision < 0 ? NO_STREAM : atRevision(revision);
  return { stream, expected, commandId: act, time, drafts, payload: { act } };
}
