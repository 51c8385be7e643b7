// What the fault runs look at in a log that was left behind: whole acts, dense positions, and the root of its tree.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PAGE = 5_000;
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** The modules of the built product that a fault run needs; `dist` is its folder. */
export async function built(dist = DIST) {
  const load = (path) => {
    const file = `${dist.replace(/\/?$/, '/')}${path}`;
    if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first`);
    return import(pathToFileURL(file).href);
  };
  const library = (name) => load(`libs/${name}/src/index.js`);
  return { load, library, file: (path) => `${dist.replace(/\/?$/, '/')}${path}` };
}

/** What was seen of a log so far; `frontier` is that of an empty tree, and `vault` opens what the log holds. */
export const newCheck = (frontier, vault) => ({
  vault,
  next: 0,
  gaps: 0,
  duplicates: 0,
  revisions: new Map(),
  ids: new Set(),
  acts: new Map(),
  frontier,
});

/** Looks at the entries that were not looked at before. */
export async function checkOnwards(log, check) {
  for (;;) {
    const page = await log.readAll(check.next === 0 ? undefined : check.next - 1, PAGE);
    if (page.length === 0) return;
    for (const entry of page) checkEntry(entry, check);
  }
}

/** Whether the frontier that the log committed with its last entries is another than that of the entries themselves. */
export const otherFrontier = async (log, { frontier }) => !frontier.toBytes().equals(await log.frontier());

function checkEntry(entry, check) {
  if (entry.position !== check.next) check.gaps++;
  check.next = entry.position + 1;
  const revision = (check.revisions.get(entry.stream) ?? -1) + 1;
  if (entry.revision > revision) check.gaps++;
  if (entry.revision < revision || check.ids.has(entry.id)) check.duplicates++;
  check.revisions.set(entry.stream, entry.revision);
  check.ids.add(entry.id);
  const leaf = createHash('sha256').update(Uint8Array.of(0)).update(entry.bytes).digest();
  check.frontier.append(leaf);
  noteAct(entry, leaf, check);
}

// An act is whole when each of its entries is there once, in order, with its own bytes, and opens with its own value.
function noteAct(entry, leaf, check) {
  const act = entry.commandId;
  const { subject, data } = opened(entry, check.vault);
  const known = check.acts.get(act) ?? { first: entry.position, count: data.count, stored: 0, whole: true };
  const inPlace =
    data.index === known.stored && entry.position === known.first + data.index && entry.stream === subject;
  const own = data.act === act && data.count === known.count && data.proof === entry.id;
  if (!inPlace || !own || !leaf.equals(entry.leafHash)) known.whole = false;
  known.stored++;
  check.acts.set(act, known);
}

/** What cannot be opened holds nothing, and so its act is not whole. */
function opened(entry, vault) {
  try {
    return vault.open(entry, () => true);
  } catch {
    return { data: {} };
  }
}

export const isWhole = (act) => act !== undefined && act.whole && act.stored === act.count;

/** How many acknowledged acts (act → position and count) are not there, whole and in their place. */
export function lostOf(acknowledged, { acts }) {
  let lost = 0;
  for (const [act, { position, count }] of acknowledged) {
    const stored = acts.get(act);
    if (!isWhole(stored) || stored.first !== position || stored.count !== count) lost++;
  }
  return lost;
}

/** Acts that are there and that nobody was told of; allowed, as long as they are whole. */
export const unacknowledgedOf = (acknowledged, { acts }) => [...acts].filter(([act]) => !acknowledged.has(act));
