// `npm run test:eventstoredb`: what we say of EventStoreDB, and our log on it, tried on the server that
// BESLUITSPOOR_TEST_ESDB names. Without one nothing is run and the command fails: a green line that tested no server
// would be a lie.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventStoreDBClient } from '@eventstore/db-client';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SUITES = 'test/(conformance|contract|acceptance)/.*eventstoredb';
const ANSWER_MS = 15_000;

const say = (line) => process.stdout.write(`test:eventstoredb: ${line}\n`);

async function main() {
  const url = process.env.BESLUITSPOOR_TEST_ESDB ?? '';
  if (url === '') {
    say('BESLUITSPOOR_TEST_ESDB names no server, so nothing was tested.');
    say(
      'Give a connection string, such as esdb://127.0.0.1:2113?tls=false, of a server with EVENTSTORE_CHUNK_SIZE=4194304.',
    );
    return 1;
  }
  const version = await versionOf(url);
  if (version === undefined) {
    say(
      `no answer from the server that BESLUITSPOOR_TEST_ESDB names (waited at most ${ANSWER_MS / 1_000} s); nothing was tested.`,
    );
    return 1;
  }
  say(`server of version ${version}`);
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const options = ['--selectProjects', 'whole', '--maxWorkers=1', ...process.argv.slice(2), '--', SUITES];
  const { status } = spawnSync(process.execPath, [jest, ...options], { cwd: ROOT, stdio: 'inherit' });
  return status ?? 1;
}

/** Undefined when the server does not answer in time. */
async function versionOf(url) {
  const client = EventStoreDBClient.connectionString(url);
  const late = new Promise((resolve) => setTimeout(resolve, ANSWER_MS).unref());
  try {
    const features = await Promise.race([client.capabilities, late]);
    return features?.serverVersion;
  } catch {
    return undefined;
  }
}

process.exit(await main());
