// npm run bench -- verify: checking a log entry by entry, against one SHA-256 of each entry and nothing more.
import { hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { line, takeTurns } from './measure.mjs';
import { sampleActs } from './sample.mjs';

const ENTRIES = 10_000;
const DOSSIERS = 100;
const TREE_GOAL = 0.4;
const RULES_GOAL = 0.2;
const DISCLOSURES_GOAL = 0.1;
/** So often the root is compared, as a checkpoint asks for it. */
const ROOT_EVERY = 256;
const VERIFIER = fileURLToPath(new URL('../../apps/verifier/verifier.mjs', import.meta.url));

/** Yields one line of figures per comparison: the log's own tree, and what the verifier of an auditor does. */
export async function* verify({ folder, dist, rounds, roundMs, say }) {
  const [vaultLib, transparency] = await Promise.all([
    dist('libs/vault/src/index.js'),
    dist('libs/transparency/src/index.js'),
  ]);
  const verifier = await verifierParts(folder);
  const entries = makeEntries(vaultLib, transparency);
  const parts = {
    'SHA-256': passes(
      entries,
      roundMs,
      () =>
        ({ bytes }) =>
          hash('sha256', bytes, 'buffer'),
    ),
    tree: passes(entries, roundMs, () => treeOf(transparency)),
    'tree of the verifier': passes(entries, roundMs, () => edgeOf(verifier)),
    'tree and rules': passes(entries, roundMs, () => rulesOf(verifier)),
    'all disclosures': passes(entries, roundMs, () => disclosuresOf(verifier)),
  };
  const results = await takeTurns(parts, rounds, say);
  const compare = (measure, name, goal) =>
    line({
      bench: 'verify',
      measure,
      ours: results[name],
      peer: results['SHA-256'],
      peerIs: `one-shot SHA-256 of each entry`,
      ...(goal !== undefined && { goal }),
      entryBytes: entries[0].bytes.length,
      disclosuresPerEntry: entries[0].disclosures.length,
    });
  yield compare('tree', 'tree', TREE_GOAL);
  yield compare('tree, as the verifier of an auditor builds it', 'tree of the verifier');
  yield compare('verifier: tree, time and revision rules', 'tree and rules', RULES_GOAL);
  yield compare('verifier: everything, with all disclosures', 'all disclosures', DISCLOSURES_GOAL);
}

function makeEntries(vaultLib, { leafHash }) {
  const vault = vaultLib.openVault({ keyring: vaultLib.memoryKeyring() });
  const act = sampleActs(vaultLib, vault);
  return Array.from({ length: ENTRIES }, (_, position) => {
    const draft = act(position % DOSSIERS, Math.floor(position / DOSSIERS));
    const sealed = vault.seal(draft);
    const { subject: stream, streamrev: revision, commandid: commandId } = draft;
    const stored = { ...sealed, position, stream, revision, commandId };
    const { digests } = vault.disclose(stored, () => true);
    const disclosures = digests.flatMap(({ disclosure }) => disclosure ?? []);
    const bytes = Buffer.from(sealed.bytes);
    if (!leafHash(bytes).equals(sealed.leafHash)) throw new Error('the entry is not what was sealed');
    return { bytes, disclosures };
  });
}

/** The verifier is one file that gives nothing away but its answer; here its own parts are measured, as they stand. */
async function verifierParts(folder) {
  const file = join(folder, 'verifier-parts.mjs');
  const names = ['Edge', 'Sequence', 'Brackets', 'checkDisclosures', 'leafHash'];
  writeFileSync(file, `${readFileSync(VERIFIER, 'utf8')}\nexport { ${names.join(', ')} };\n`);
  return import(pathToFileURL(file).href);
}

function treeOf({ leafHash, openFrontier }) {
  const frontier = openFrontier();
  return ({ bytes }) => {
    frontier.append(leafHash(bytes));
    if (frontier.size % ROOT_EVERY === 0) frontier.root();
  };
}
function edgeOf({ Edge, leafHash }) {
  const edge = new Edge();
  return ({ bytes }) => {
    edge.append(leafHash(bytes));
    if (edge.size % ROOT_EVERY === 0) edge.root();
  };
}
function rulesOf(verifier) {
  const tree = edgeOf(verifier);
  const sequence = new verifier.Sequence(new verifier.Brackets([]));
  return (entry, index) => {
    tree(entry);
    return sequence.check(entry.bytes, index);
  };
}
function disclosuresOf(verifier) {
  const rules = rulesOf(verifier);
  return (entry, index) => verifier.checkDisclosures(entry.disclosures, rules(entry, index), index);
}

/** Whole passes over the entries, each with a start of its own, until the time is over. */
const passes = (entries, ms, begin) => () => {
  const start = performance.now();
  let done = 0;
  do {
    const check = begin();
    entries.forEach((entry, index) => check(entry, index));
    done += entries.length;
  } while (performance.now() - start < ms);
  return { perSecond: done / ((performance.now() - start) / 1000), latencies: [], errors: {} };
};
