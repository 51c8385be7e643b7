import { DatabaseSync } from '@photostructure/sqlite';
import { good, wrong, type Check, type Finding } from './check.js';

/** Before this version two connections that write and checkpoint could damage a file (provability.md §5.1). */
const SQLITE_MIN = [3, 51, 3];
const NODE_MIN = [20, 19, 0];

/** The programs below us: Node and the SQLite that is packed with ours. */
export const platform: Check = {
  part: 'programma',
  look: async () => [atLeast('Node', process.versions.node, NODE_MIN), atLeast('SQLite', sqliteVersion(), SQLITE_MIN)],
};

function sqliteVersion(): string {
  const db = new DatabaseSync(':memory:');
  try {
    return (db.prepare('SELECT sqlite_version() AS version').get() as { version: string }).version;
  } finally {
    db.close();
  }
}

/** Exported for its test: the machine that runs it has only one version. */
export function atLeast(name: string, version: string, least: readonly number[]): Finding {
  const parts = version.split('.').map(Number);
  const differs = least.findIndex((part, at) => parts[at] !== part);
  if (differs === -1 || (parts[differs] ?? 0) > least[differs]!) return good(`${name} ${version}.`);
  return wrong('VERSION_TOO_OLD', `${name} ${version} is te oud.`, `Gebruik ${name} ${least.join('.')} of nieuwer.`);
}
