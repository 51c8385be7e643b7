import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { initWitness, openWitness, WitnessProblem } from './folder.js';
import { witnessServer } from './http.js';
import { WitnessStore } from './store.js';
import { Witness } from './witness.js';

const USAGE = `Een getuige van logboeken van Besluitspoor (C2SP tlog-witness).

  besluitspoor-witness init  --map MAP [--naam NAAM] [--logboek CONTROLESLEUTEL]…
  besluitspoor-witness serve --map MAP [--host ADRES] [--poort POORT]
`;
const EXIT = { input: 2, unavailable: 3, internal: 70 } as const;
const DEFAULT_PORT = '3100';
const MAX_PORT = 65_535;
/** Until its organisation gives the witness an address of its own. */
const DEFAULT_NAME = 'getuige.invalid/1';

interface Words {
  readonly map: string;
  readonly naam: string;
  readonly logboek: readonly string[];
  readonly host: string;
  readonly poort: string;
}

function main(words: readonly string[]): void {
  const { values, positionals } = wordsOf(words);
  const [command, ...more] = positionals;
  if (values.help === true) return say(USAGE);
  if (values.map === undefined || more.length > 0) throw new WitnessProblem(USAGE);
  const given: Words = { ...values, map: values.map };
  if (command === 'init') return init(given);
  if (command === 'serve') return serve(given);
  throw new WitnessProblem(USAGE);
}

function wordsOf(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        map: { type: 'string' },
        naam: { type: 'string', default: DEFAULT_NAME },
        logboek: { type: 'string', multiple: true, default: [] },
        host: { type: 'string', default: '127.0.0.1' },
        poort: { type: 'string', default: DEFAULT_PORT },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch {
    throw new WitnessProblem(USAGE);
  }
}

function init({ map, naam, logboek }: Words): void {
  const vkey = initWitness(map, naam, logboek);
  say(`Nieuwe getuige in ${map}. Wie haar medeondertekening controleert heeft deze sleutel nodig:\n${vkey}\n`);
}

function serve({ map, host, poort }: Words): void {
  if (!/^\d{1,5}$/.test(poort) || Number(poort) > MAX_PORT)
    throw new WitnessProblem(`De poort is een getal van 0 tot en met ${MAX_PORT}.`);
  const { signer, logs, storeFile } = openWitness(map);
  const store = new WitnessStore(storeFile);
  const server = witnessServer(new Witness({ logs, store, signer }));
  server.on('error', (error) => fail(new WitnessProblem(`De getuige kan niet luisteren: ${error.message}`)));
  server.listen(Number(poort), host, () => {
    const { port } = server.address() as AddressInfo;
    say(
      `Getuige ${signer.name} luistert op http://${host}:${port} voor ${logs.length} logboek(en) (stoppen met Ctrl-C)\n`,
    );
  });
  const stop = (): void => {
    server.close(() => store.close());
    server.closeIdleConnections();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

const say = (words: string): void => void process.stdout.write(words);

function fail(error: unknown): void {
  const known = error instanceof WitnessProblem;
  process.stderr.write(known ? `${error.message}\n` : `${(error as Error).stack ?? String(error)}\n`);
  process.exitCode = known ? (error.message === USAGE ? EXIT.input : EXIT.unavailable) : EXIT.internal;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  fail(error);
}
