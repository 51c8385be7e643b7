// One server's runner in a process of its own: node views-child.mjs <dist> <log file> <views url>. Says on stdout, one
// JSON line each, when it leads and up to where it shows.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist, logFile, viewsUrl] = process.argv.slice(2);
const lib = (name) => import(pathToFileURL(join(dist, 'libs', name, 'src/index.js')).href);
const { openSqliteReader } = await lib('event-log');
const { createRunner, openViewStore } = await lib('read-models');

const PREFIX = 'programma-';
const LOOK_EVERY_MS = 20;
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

/** The same models as in test/kit/tiny-views.ts. */
const models = [
  {
    name: 'words',
    version: 1,
    initial: () => ({ words: [] }),
    evolve: (doc, event) => void doc.words.push(event.data.word),
  },
  { name: 'counter', version: 1, initial: () => ({ count: 0 }), evolve: (doc) => void (doc.count += 1) },
];

const runner = createRunner({
  log: await openSqliteReader(logFile),
  store: await openViewStore(viewsUrl),
  models,
  open(entry) {
    const { day, word } = JSON.parse(Buffer.from(entry.bytes).toString('utf8'));
    return { type: 'Tiny', data: { word }, meta: { position: entry.position, day, recordedAt: entry.time } };
  },
  dossierOf: (stream) => (stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : undefined),
  streamOf: (dossier) => PREFIX + dossier,
  onVisible: (position) => say({ position }),
});
let led = false;
setInterval(() => {
  if (runner.leads() !== led) say({ leads: (led = runner.leads()) });
}, LOOK_EVERY_MS);
