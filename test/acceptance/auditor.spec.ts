import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accountantAt,
  disclosureOf,
  exportOf,
  headsRow,
  LOG_KEY,
  raadAt,
  rowsWith,
  sha256,
  write,
} from '../../apps/verifier/small-export.js';

/**
 * As an auditor does it: an export on a stick, in an empty folder, without the product. What he sees stands in
 * docs/export.md, and is compared with what he really sees.
 */

const VERIFIER = join(__dirname, '../../apps/verifier/verifier.mjs');
const PAGE = join(__dirname, '../../docs/export.md');
const [BEGIN, END] = ['<!-- begin transcript -->', '<!-- end transcript -->'];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'auditor-'));
  const verifier = readFileSync(VERIFIER);
  const rows = rowsWith(sha256(verifier).toString('hex'));
  const [raad, accountant] = [raadAt(9), accountantAt(9)];
  const witnesses = {
    quorum: 2,
    keys: [
      { organ: 'raad', vkey: raad.vkey },
      { organ: 'accountant', vkey: accountant.vkey },
    ],
  };
  const recipe = { witnesses, cosigners: [raad, accountant], programme: { stream: 'd-1', streamHeads: 7 } };
  write(
    join(folder, 'export'),
    await exportOf({ rows: [...rows, headsRow(rows)], verifier, audience: 'raad', ...recipe }),
  );
  copyFileSync(VERIFIER, join(folder, 'verifier.mjs'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** In that folder, with nothing of the environment. */
function check(): { status: number | null; stdout: string; stderr: string } {
  const words = ['verifier.mjs', 'export', '--sleutel', LOG_KEY.vkey];
  return spawnSync(process.execPath, words, { cwd: folder, env: {}, encoding: 'utf8' });
}

it('verifies, tampers, and is told what is wrong, as the page shows', () => {
  expect(readdirSync(folder).sort()).toEqual(['export', 'verifier.mjs']);
  const good = check();
  expect([good.status, good.stderr]).toEqual([0, '']);
  const file = join(folder, 'export/disclosures.jsonl');
  const before = readFileSync(file, 'utf8');
  const [was, becomes] = ['Wij doen het.', 'Wij doen iet.'].map((text) => disclosureOf(2, 'text', text)) as [
    string,
    string,
  ];
  writeFileSync(file, before.replace(was, becomes));
  expect(readFileSync(file, 'utf8')).not.toBe(before);
  const bad = check();
  expect([bad.status, bad.stderr]).toEqual([1, '']);
  const command = `$ node verifier.mjs export --sleutel '${LOG_KEY.vkey}'`;
  const seen = ['$ ls', 'export  verifier.mjs', command, good.stdout.trimEnd(), '$ echo $?', '0', ''];
  seen.push('(in export/disclosures.jsonl wordt "Wij doen het." veranderd in "Wij doen iet.")', '');
  seen.push(command, bad.stdout.trimEnd(), '$ echo $?', '1');
  // The verifier changes with each version of this program, and the log with what it records of it.
  const transcript = seen.join('\n').replace(/[0-9a-f]{64}/g, '…');
  const page = readFileSync(PAGE, 'utf8');
  const shown = page.slice(page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)).trim();
  expect(shown).toBe(`\`\`\`text\n${transcript}\n\`\`\``);
});
