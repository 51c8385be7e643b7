// `npm run check`: format, types, lint, floors and dead exports. Each is one check with one verdict; `npm test` counts
// them as tests. They run side by side and are told in a fixed order.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collect, ROOT } from './prepare.mjs';

const FLOOR_RULES = new Set([
  'no-restricted-imports',
  'no-restricted-syntax',
  'no-restricted-properties',
  'no-restricted-globals',
]);

/** Nobody imports these: the runtime, the test runner or another tool starts them. */
const ENTRY_POINTS = [
  'libs/[^/]+/src/index.ts', // a library's front door: what it offers is its own decision
  'apps/[^/]+/src/main.ts',
];

/** Runs all checks; prints one line each and what a failed one found. Gives how many passed and failed. */
export async function runChecks(print) {
  const linted = lint();
  const checks = [
    ['format', format()],
    ['types', types()],
    ['lint', linted.then(({ others }) => others)],
    ['floors', linted.then(({ floors }) => floors)],
    ['dead exports', deadExports()],
  ];
  const verdicts = { passed: 0, failed: 0 };
  for (const [name, findings] of checks) {
    const found = await findings.catch((error) => [String(error.message)]);
    verdicts[found.length === 0 ? 'passed' : 'failed'] += 1;
    print(`check ${name}: ${found.length === 0 ? 'ok' : 'FAILED'}`);
    for (const line of found) print(`  ${line}`);
  }
  return verdicts;
}

async function format() {
  const { status, stdout, stderr } = await collect([
    'node_modules/prettier/bin/prettier.cjs',
    '--check',
    '--log-level=warn',
    '.',
  ]);
  return status === 0 ? [] : lines(stdout + stderr);
}

async function types() {
  const { status, stdout, stderr } = await collect([
    'node_modules/typescript/bin/tsc',
    ...['--noEmit', '--pretty', 'false', '-p', 'tsconfig.json'],
  ]);
  return status === 0 ? [] : lines(stdout + stderr);
}

/** One run of ESLint gives two verdicts: the arrows between the floors, and everything else. */
async function lint() {
  const { status, stdout, stderr } = await collect([
    'node_modules/eslint/bin/eslint.js',
    ...['apps', 'libs', 'test', '--format', 'json', '--max-warnings', '0', '--no-error-on-unmatched-pattern'],
  ]);
  if (status > 1) throw new Error(stderr || stdout);
  const floors = [];
  const others = [];
  for (const { filePath, messages } of JSON.parse(stdout)) {
    for (const { ruleId, line, message } of messages) {
      const finding = `${relative(ROOT, filePath)}:${line ?? 1} ${message.split('\n')[0]} (${ruleId ?? 'parse'})`;
      (FLOOR_RULES.has(ruleId) ? floors : others).push(finding);
    }
  }
  return { floors, others };
}

/** Exports that nobody uses, not even their own file. */
async function deadExports() {
  const { status, stdout, stderr } = await collect([
    'node_modules/ts-unused-exports/bin/ts-unused-exports',
    'tsconfig.json',
    ...['--silent', '--ignoreLocallyUsed', '--showLineNumber', `--excludePathsFromReport=${ENTRY_POINTS.join(';')}`],
  ]);
  return status === 0 ? [] : lines((stdout + stderr).replaceAll(`${ROOT}/`, ''));
}

const lines = (text) => text.split('\n').filter((line) => line.trim() !== '');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = await runChecks((line) => process.stdout.write(`${line}\n`));
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
