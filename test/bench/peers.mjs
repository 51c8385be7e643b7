// The peers stand in this folder only. They are installed at first use, by their lock file.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const STAMP = join(FOLDER, 'node_modules/.besluitspoor-lock');
const HEARTBEAT_MS = 10_000;
const KEPT_OUTPUT = 4_000;

/** Installs the peers when the lock file changed since the last time; throws with what npm said when it cannot. */
export async function installPeers(say) {
  const lock = createHash('sha256')
    .update(readFileSync(join(FOLDER, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  say('installing the peers in test/bench (npm ci); where sqlite3 has no binary for this machine it is compiled');
  await npmCi(say);
  writeFileSync(STAMP, lock);
  say('peers installed');
}

function npmCi(say) {
  const [command, args] = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  const begin = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: FOLDER, stdio: ['ignore', 'pipe', 'pipe'] });
    const heartbeat = setInterval(
      () => say(`still installing, ${Math.round((Date.now() - begin) / 1000)} s`),
      HEARTBEAT_MS,
    );
    let output = '';
    const keep = (text) => (output = (output + text).slice(-KEPT_OUTPUT));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(heartbeat);
      if (code === 0) resolve();
      else reject(new Error(`the peers could not be installed (npm ci in test/bench ended with ${code}):\n${output}`));
    });
  });
}

/** The npm that started us, so that an npm outside PATH and the .cmd wrapper of Windows need no thought. */
function npm(args) {
  const script = process.env.npm_execpath;
  if (script !== undefined && /\.c?js$/.test(script)) return [process.execPath, [script, ...args]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}
