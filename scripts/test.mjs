// `npm test`: from a bare clone to a verdict. Installs and builds what is missing, runs the checks and all tests, names
// what was skipped and why, and closes with `N passed, N failed`, in which each check counts as one test.
// Arguments are passed on to jest: `npm test -- libs/vault` runs the checks and the tests of one folder.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { prepare, ROOT, run } from './prepare.mjs';

/** Kept after the run, so that other tools can read which tests passed; git ignores the folder. */
const RESULTS = join(ROOT, 'coverage/jest.json');
const WORKERS = 2;

const print = (line) => process.stdout.write(`${line}\n`);

async function main() {
  await prepare({ say: (line) => print(`test: ${line}`) });
  // Imported late: what it runs has only just been installed.
  const { runChecks } = await import('./check.mjs');
  const checks = await runChecks(print);
  const tests = await runJest(process.argv.slice(2));
  const passed = checks.passed + tests.passed;
  const failed = checks.failed + tests.failed;
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function runJest(args) {
  mkdirSync(join(ROOT, 'coverage'), { recursive: true });
  // A result of an earlier run must not be taken for this one's.
  rmSync(RESULTS, { force: true });
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const status = await run(process.execPath, [
    jest,
    ...[`--maxWorkers=${WORKERS}`, '--passWithNoTests', '--json', `--outputFile=${RESULTS}`, ...args],
  ]);
  if (!existsSync(RESULTS)) {
    print(`jest ended with status ${status} and left no result`);
    return { passed: 0, failed: 1 };
  }
  const report = JSON.parse(readFileSync(RESULTS, 'utf8'));
  for (const line of skipped(report)) print(line);
  // A file that does not load has no tests to count, and jest can fail for a reason outside any test.
  const unloaded = report.numRuntimeErrorTestSuites;
  const failed = report.numFailedTests + unloaded;
  return { passed: report.numPassedTests, failed: status !== 0 && failed === 0 ? 1 : failed };
}

/** One line per skipped suite; the reason is what its title says after "skipped:". */
function skipped(report) {
  const suites = new Map();
  for (const { name, assertionResults } of report.testResults) {
    for (const { status, ancestorTitles, title } of assertionResults) {
      if (status !== 'pending' && status !== 'todo') continue;
      const words = [...ancestorTitles, title].join(' › ');
      const reason = /skipped: ([^›)]+)/.exec(words)?.[1].trim() ?? 'its title gives no reason';
      const suite = `${relative(ROOT, name)} › ${ancestorTitles[0] ?? title}: ${reason}`;
      suites.set(suite, (suites.get(suite) ?? 0) + 1);
    }
  }
  return [...suites].map(([suite, count]) => `skipped (${count}): ${suite}`);
}

try {
  process.exitCode = await main();
} catch (error) {
  print(`test: ${error.message}`);
  print('0 passed, 1 failed');
  process.exitCode = 1;
}
