// Fills a data folder and rebuilds its views over threads, in one thread, and over threads again:
// node views-in-threads-child.mjs <dist> <folder> <entries>. Says on stdout, one JSON line each, what each gave.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fillFolder, load } from '../bench/rebuild.mjs';

const [dist, folder, entries] = process.argv.slice(2);
const libs = await load((path) => import(pathToFileURL(join(dist, path)).href));
const { file, vault } = await fillFolder(libs, folder, Number(entries), () => {});
const viewsUrl = `sqlite:${join(folder, 'views.db')}`;
const log = await libs.eventLog.openSqliteReader(file);
const store = await libs.readModels.openViewStore(viewsUrl);
for (const threads of [3, 1, 2]) {
  const partsOf = libs.views.foldInThreads(folder, viewsUrl, Number(entries), threads);
  const options = { ...libs.views.viewSource(log, vault), store, partsOf };
  const report = await libs.readModels.rebuild(libs.readModels.readModels, options);
  process.stdout.write(`${JSON.stringify({ threads, inThreads: partsOf !== undefined, ...report })}\n`);
}
await store.close();
await log.close();
