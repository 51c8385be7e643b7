// Makes a fresh clone ready: installs what is missing and builds what is old, and says so while it does.
// Plain Node without dependencies, since at this point there may be none.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

const LOCK_FILE = join(ROOT, 'package-lock.json');
const INSTALLED_LOCK = join(ROOT, 'node_modules/.package-lock.json');
const INSTALL_STAMP = join(ROOT, 'node_modules/.besluitspoor-lock');
const BUILD_STAMP = join(ROOT, 'dist/.built');
const BUILD_INPUTS = [
  'apps',
  'libs',
  'package.json',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const SOURCE = /\.(?:tsx?|json)$/;
const SPEC = /\.spec\.tsx?$/;
const NODE_MIN = [20, 19];
const HEARTBEAT_MS = 10_000;

/**
 * Installs and builds when needed; `say` gets one line per step. With `quiet` the chatter of npm and the compiler goes
 * to stderr, so that stdout stays free for the answer of the command that follows.
 */
export async function prepare({ say, quiet = false }) {
  requireNode();
  await install(say, quiet);
  await build(say, quiet);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  throw new Error(`Node ${NODE_MIN.join('.')} or newer is needed; this is ${process.versions.node}.`);
}

async function install(say, quiet) {
  const lock = createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex');
  if (readOr(INSTALL_STAMP, '') === lock) return;
  if (!installedMatchesLock()) {
    say('installing dependencies (npm ci); on an empty cache this takes about a minute');
    await step(say, 'still installing', npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']), quiet);
    say('dependencies installed');
  }
  writeFileSync(INSTALL_STAMP, lock);
}

/** Whether npm already installed exactly what the lock file asks for, by the record that npm keeps of what it did. */
function installedMatchesLock() {
  if (!existsSync(INSTALLED_LOCK)) return false;
  const wanted = JSON.parse(readFileSync(LOCK_FILE, 'utf8')).packages;
  const present = JSON.parse(readFileSync(INSTALLED_LOCK, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    // Packages for another platform are optional and rightly absent.
    if (present[path] === undefined) return optional === true || devOptional === true;
    return present[path].version === version;
  });
}

async function build(say, quiet) {
  // Taken before the compiler reads anything: a file saved during the build then counts as newer.
  const begin = new Date();
  const built = existsSync(BUILD_STAMP) ? statSync(BUILD_STAMP).mtimeMs : 0;
  if (newestSource() < built) return;
  say('building');
  await step(say, 'still building', npm(['run', '--silent', 'build']), quiet);
  mkdirSync(dirname(BUILD_STAMP), { recursive: true });
  writeFileSync(BUILD_STAMP, begin.toISOString());
  utimesSync(BUILD_STAMP, begin, begin);
  say('built');
}

/** Milliseconds of the last change under the build's inputs; a folder's own time tells of files that were removed. */
function newestSource() {
  let newest = 0;
  const visit = (path) => {
    if (!existsSync(path)) return;
    const { mtimeMs } = statSync(path);
    newest = Math.max(newest, mtimeMs);
  };
  for (const input of BUILD_INPUTS) {
    const path = join(ROOT, input);
    visit(path);
    if (!existsSync(path) || !statSync(path).isDirectory()) continue;
    for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
      const wanted = entry.isDirectory() || (SOURCE.test(entry.name) && !SPEC.test(entry.name));
      if (wanted) visit(join(entry.parentPath ?? entry.path, entry.name));
    }
  }
  return newest;
}

/** The npm that started us, so that an npm outside PATH and the .cmd wrapper of Windows need no thought. */
function npm(args) {
  const script = process.env['npm_execpath'];
  if (script !== undefined && /\.c?js$/.test(script)) return [process.execPath, [script, ...args]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}

async function step(say, waiting, [command, args], quiet) {
  const begin = Date.now();
  const heartbeat = setInterval(() => say(`${waiting}, ${Math.round((Date.now() - begin) / 1000)} s`), HEARTBEAT_MS);
  try {
    const status = await run(command, args, { stdio: ['ignore', quiet ? 2 : 'inherit', 'inherit'] });
    if (status !== 0)
      throw new Error(`"npm ${args.filter((arg) => !arg.endsWith('js')).join(' ')}" ended with status ${status}.`);
  } finally {
    clearInterval(heartbeat);
  }
}

/** Runs a command to its end and gives its exit status; a signal counts as 128 plus its number, as in a shell. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + (SIGNALS[signal] ?? 0)));
  });
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Runs a Node script and collects what it prints. */
export function collect(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts = { stdout: [], stderr: [] };
    child.stdout.on('data', (part) => parts.stdout.push(part));
    child.stderr.on('data', (part) => parts.stderr.push(part));
    child.once('error', reject);
    child.once('close', (code) => {
      const text = (name) => Buffer.concat(parts[name]).toString('utf8');
      resolve({ status: code ?? 1, stdout: text('stdout'), stderr: text('stderr') });
    });
  });
}

function readOr(path, otherwise) {
  return existsSync(path) ? readFileSync(path, 'utf8') : otherwise;
}
