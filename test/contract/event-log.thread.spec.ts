import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { openKeyring, type Vault } from '#vault';
import { lineOver } from '../../libs/dossier/src/writing/messages.js';
import { logOver, WriterLine, type ThreadedLog } from '../../libs/dossier/src/writing/writer-thread.js';
import { serveWriting } from '../../libs/dossier/src/writing/writing-end.js';
import { eventLogContract, type LogFactory } from './event-log.contract.js';

const folder = mkdtempSync(join(tmpdir(), 'event-log-thread-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keys = { keysFile: join(folder, 'keys.db'), masterKeyFile: join(folder, 'master') };
openKeyring(keys).close();
const files = new WeakMap<object, string>();
let serial = 0;

/** Both ends on this thread; everything that goes between them is copied as between two. */
async function open(file: string, options: Parameters<LogFactory['open']>[0] = {}): Promise<ThreadedLog> {
  const { port1, port2 } = new MessageChannel();
  const line = new WriterLine(lineOver(port1));
  void serveWriting(lineOver(port2), { logFile: file, ...keys, holder: 'contract' });
  const vault: Pick<Vault, 'introduceKeys' | 'flushKeys'> = {
    introduceKeys() {},
    flushKeys: () => options.beforeCommit?.(),
  };
  const log = await logOver(line, { file, vault, maxWaiting: options.maxQueuedBatches });
  files.set(log, file);
  return log;
}

eventLogContract('sqlite, written by a thread of its own', {
  open: (options) => open(join(folder, `log-${serial++}.db`), options),
  reopen: async (log) => {
    await log.close();
    return open(files.get(log)!);
  },
  ordersStreams: true,
});
