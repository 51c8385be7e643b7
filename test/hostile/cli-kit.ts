import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { tell } from '../../apps/cli/src/failure.js';
import { program } from '../../apps/cli/src/program.js';

const ROOT = join(__dirname, '../..');
const CLI = join(ROOT, 'bin/besluitspoor.mjs');
/** A command that waits for ever is a fault; whoever waits for it should hear so soon. */
const PATIENCE_MS = 60_000;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
export interface Given {
  readonly stdin?: string | Buffer;
  /** A command that runs the command line, such as a shell in a mount of its own. */
  readonly within?: readonly string[];
}

/** Starts the command line as people do: a process of its own, from what was built. */
export function started(args: readonly string[], within: readonly string[] = []): ChildProcessWithoutNullStreams {
  if (!existsSync(join(ROOT, 'dist/apps/cli/src/main.js')))
    throw new Error('dist/ is missing: run `npm run build` first (npm test does so by itself)');
  const [command = '', ...rest] = [...within, process.execPath, CLI, ...args];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BESLUITSPOOR_')));
  return spawn(command, rest, { cwd: tmpdir(), env, timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
}

/** The same, to its end. */
export function cli(args: readonly string[], { stdin = '', within = [] }: Given = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = started(args, within);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => out.push(part));
    child.stderr.on('data', (part: Buffer) => err.push(part));
    // What ends before it reads its input closes the pipe; that is its right.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({
        code: code ?? (signal === null ? -1 : 128),
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      }),
    );
  });
}

export interface Place {
  readonly folder: string;
  readonly token: string;
  readonly programme: string;
}
const made: string[] = [];
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  made.push(folder);
  return folder;
}
export function removeFolders(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
}

/** A data folder with a log, a token and one programme. */
export async function newPlace(): Promise<Place> {
  const folder = join(newFolder(), 'data');
  await here(['init', '--data', folder]);
  const token = await here(['token', 'maak', '--data', folder, '--persoon', 'p-1', '--functie', 'MT', '--json']);
  const place = { folder, token: (JSON.parse(token.stdout) as { token: string }).token };
  const opened = await here(['act', 'urgenties/vaststellen', '--data', folder, '--token', place.token, '--json'], {
    stdin: URGENCY,
  });
  return { ...place, programme: (JSON.parse(opened.stdout) as { programma: string }).programma };
}
export const URGENCY = '{"eigenaar":"MT","verklaring":"Papier en digitaal naast elkaar kost tijd."}';
/** The same place again, so that each test may spoil its own. */
export function copyOf(place: Place): Place {
  const folder = join(newFolder(), 'data');
  cpSync(place.folder, folder, { recursive: true });
  return { ...place, folder };
}

/** How to mount something for one command: as root, in a user's own namespace, or with sudo; undefined where none may. */
export function mounting(): readonly string[] | undefined {
  for (const within of [
    ['unshare', '--mount'],
    ['unshare', '--map-root-user', '--mount'],
    ['sudo', '-n', 'unshare', '--mount'],
  ]) {
    const [command = '', ...rest] = within;
    const probe = spawnSync(command, [...rest, 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt'], {
      encoding: 'utf8',
    });
    if (probe.status === 0) return within;
  }
  return undefined;
}

/** The same in this process, for what needs no process of its own: many times faster. */
export async function here(args: readonly string[], { stdin = '' }: Pick<Given, 'stdin'> = {}): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const catching = (name: 'stdout' | 'stderr') =>
    jest.spyOn(process[name], 'write').mockImplementation((part) => {
      written[name] += String(part);
      return true;
    });
  const spies = [catching('stdout'), catching('stderr')];
  const own = Object.getOwnPropertyDescriptor(process, 'stdin')!;
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(stdin)]), configurable: true });
  const before = process.exitCode;
  process.exitCode = undefined;
  // A thread needs the built program, and this is the source.
  process.env['BESLUITSPOOR_THREADS'] = 'nee';
  try {
    const failed = await program(args[0])
      .then((root) => root.parseAsync(['node', 'besluitspoor', ...args]))
      .then(() => undefined)
      .catch((error: unknown) => tell(error, args.includes('--json')));
    return { code: failed ?? Number(process.exitCode ?? 0), ...written };
  } finally {
    process.exitCode = before;
    Object.defineProperty(process, 'stdin', own);
    for (const spy of spies) spy.mockRestore();
  }
}
