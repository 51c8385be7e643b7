// Runs specs again and again in one process, each time with one source changed, and stops at the first that is red. Jest
// itself would take seconds for each: this compiles every file once and runs the same specs with the same `expect`.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';

const ROOT = process.argv[2];
const real = createRequire(join(ROOT, 'package.json'));
const { expect } = real('expect');
const { fn } = real('jest-mock');
/** Specs write thousands of small files: on a disk in memory when there is one. */
const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'mutation-'));
process.env.TMPDIR = scratch;
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
process.on('disconnect', () => process.exit());

// ------------------------------------------------------------------------------------------------------------- loading

/** Compiled text by file, of what is not changed. */
const compiled = new Map();
function compile(file, source) {
  const parser = file.endsWith('.ts') ? { syntax: 'typescript', decorators: true } : { syntax: 'ecmascript' };
  const { code } = transformSync(source, {
    filename: file,
    configFile: false,
    swcrc: false,
    jsc: { target: 'es2022', parser },
    module: { type: 'commonjs' },
  });
  return code;
}
function codeOf(file, mutant) {
  if (mutant !== undefined && join(ROOT, mutant.path) === file) return compile(file, mutant.text);
  if (!compiled.has(file)) compiled.set(file, compile(file, readFileSync(file, 'utf8')));
  return compiled.get(file);
}

const PARAMETERS = ['require', 'module', 'exports', '__filename', '__dirname', 'process', 'jest', 'expect'];
const WORDS = ['describe', 'it', 'beforeAll', 'afterAll', 'beforeEach', 'afterEach'];

/** By file, what it imports: a spec that does not reach the file of a mutant cannot see it. */
const imports = new Map();
function reaches(file, wanted, seen = new Set()) {
  if (file === wanted) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  return [...(imports.get(file) ?? [])].some((each) => reaches(each, wanted, seen));
}

/** Loads modules anew for each run, so that nothing of one mutant stays for the next. */
function loader(words, mutant) {
  const modules = new Map();
  const fileOf = (name, from) => {
    if (name.startsWith('#')) return join(ROOT, 'libs', name.slice(1), 'src/index.ts');
    const path = resolve(dirname(from), name);
    return path.endsWith('.js') ? path.replace(/\.js$/, '.ts') : path;
  };
  const load = (name, from) => {
    if (!/^[#./]/.test(name)) return real(name);
    const file = fileOf(name, from);
    imports.set(from, (imports.get(from) ?? new Set()).add(file));
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const run = compileFunction(codeOf(file, mutant), [...PARAMETERS, ...WORDS], { filename: file });
    const jest = { setTimeout: () => undefined, fn, requireActual: real };
    const given = [(wanted) => load(wanted, file), module, module.exports, file, dirname(file), process, jest, expect];
    run(...given, ...WORDS.map((word) => words[word]));
    return module.exports;
  };
  return load;
}

// ------------------------------------------------------------------------------------------------------------- running

/** Collects what `describe` and `it` say, without running it. */
function collect(files, mutant) {
  const top = { parent: undefined, beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
  const scopes = [top];
  const tests = [];
  let scope = top;
  const describe = (_title, body) => {
    const outer = scope;
    scope = { parent: outer, beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
    scopes.push(scope);
    body();
    scope = outer;
  };
  let spec;
  const it = (title, body) => tests.push({ id: `${tests.length} ${title}`, body, scope, spec });
  const each = (take) => (rows) => (title, body) => {
    for (const row of rows) take(title, () => body(...(Array.isArray(row) ? row : [row])));
  };
  const words = { describe, it };
  for (const word of WORDS.slice(2)) words[word] = (hook) => scope[word].push(hook);
  describe.each = each(describe);
  it.each = each(it);
  it.skip = () => undefined;
  const load = loader(words, mutant);
  for (const file of files) {
    spec = file;
    describe(file, () => load(file, file));
  }
  return { scopes, tests };
}

const outward = (scope) => (scope === undefined ? [] : [scope, ...outward(scope.parent)]);
async function runTest({ body, scope }) {
  const scopes = outward(scope);
  for (const each of scopes.toReversed()) for (const hook of each.beforeEach) await hook();
  try {
    await body();
  } finally {
    for (const each of scopes) for (const hook of each.afterEach) await hook();
  }
}

/** How long each test took when nothing was changed, in milliseconds. */
let costs = new Map();
/** Which tests were red for mutants of which line, the last one first. */
const reds = [];
const NEAR_LINES = 3;

const byCost = (a, b) => (costs.get(a.id) ?? 0) - (costs.get(b.id) ?? 0);
/** First the tests that were red for what stands near this mutant, then those for its file, then the cheap ones. */
function inOrder(tests, mutant) {
  if (mutant === undefined) return tests.toSorted(byCost);
  const file = join(ROOT, mutant.path);
  const able = tests.filter(({ spec }) => reaches(spec, file));
  const ofFile = reds.filter(({ path }) => path === mutant.path);
  const near = ofFile.filter(({ line }) => Math.abs(line - mutant.line) <= NEAR_LINES).map(({ id }) => id);
  const first = able.filter(({ id }) => near.includes(id)).toSorted((a, b) => near.indexOf(a.id) - near.indexOf(b.id));
  const rest = able.filter((test) => !first.includes(test)).toSorted(byCost);
  const isRed = ({ id }) => ofFile.some((red) => red.id === id);
  return [...first, ...rest.filter(isRed), ...rest.filter((test) => !isRed(test))];
}

/** Why a test is red; undefined when all are green. */
async function isRed(files, mutant) {
  let running;
  try {
    const { scopes, tests } = collect(files, mutant);
    for (const scope of scopes) for (const hook of scope.beforeAll) await hook();
    for (const test of inOrder(tests, mutant)) {
      running = test.id;
      // Sent before it starts, so that whoever waits knows how long it may take.
      if (costs.has(test.id)) process.send({ startedMs: costs.get(test.id) });
      const start = performance.now();
      await runTest(test);
      if (mutant === undefined) costs.set(test.id, performance.now() - start);
    }
    running = undefined;
    for (const scope of scopes) for (const hook of scope.afterAll) await hook();
    return undefined;
  } catch (error) {
    if (mutant !== undefined && running !== undefined)
      reds.unshift({ path: mutant.path, line: mutant.line, id: running });
    return String(error?.message ?? error).slice(0, 2_000);
  }
}

process.on('message', async ({ folder, mutant, costs: known }) => {
  costs = new Map(known);
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  const specs = readdirSync(join(ROOT, folder)).filter((file) => file.endsWith('.spec.ts'));
  const because = await isRed(
    specs.map((file) => join(ROOT, folder, file)),
    mutant,
  );
  process.send({ because, costs: [...costs] });
});
