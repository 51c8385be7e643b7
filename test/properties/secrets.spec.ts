import fc from 'fast-check';
import type { SimulatedClock } from '#dossier';
import type { Audience, Role } from '#governance';
import { REPORTS } from '../../apps/server/src/views/report-service.js';
import { openHouse, type House } from '../hostile/http-kit.js';
import { moves, picks, pointOf, recordedDossier, wordsIn, type Dossier, type Point } from './dossiers.js';
import { openedBy } from './naive.js';

/** Everything that leaves the house passes here, which takes about a second per dossier. */
const DOSSIERS = 12;
const TIME_LIMIT_MS = 5 * 60_000;
/** Who may not open everything, each as the function by which it comes in. */
const READERS: readonly (readonly [Audience, Role])[] = [
  ['openbaar', 'functioneelBeheer'],
  ['raad', 'raad'],
  ['ambtelijk', 'AO'],
];
const LOG_PAGE = 200;

let house: House;
const written: string[] = [];

beforeAll(async () => {
  house = await openHouse();
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => (written.push(String(text)), true));
});
afterAll(async () => {
  jest.restoreAllMocks();
  await house.close();
});

/** Every answer that the house gives about a dossier, with what was asked. */
async function answersTo(dossier: Dossier, { known, day }: Point, role: Role): Promise<ReadonlyMap<string, string>> {
  const token = house.tokenOf(role);
  const at = new URLSearchParams({
    ...(known === undefined ? {} : { zoalsBekendOp: known }),
    ...(day === undefined ? {} : { opPeildatum: day }),
  }).toString();
  const own = `/v1/programmas/${dossier.stream}`;
  const before = dossier.first - 1;
  const urls = [
    ...Object.keys(REPORTS).map((name) => `${own}/${name}?${at}`),
    ...['raad', 'openbaar'].map((who) => `${own}/kennis?${at}&wie=${who}&onderwerp=${dossier.subject}`),
    `${own}/collegerapportage?${at}&bekendBij=raad`,
    `${own}/stand?${at}`,
    `${own}/pogingen`,
    `${own}/inzage`,
    `/v1/programmas`,
    `/v1/logboek/entries?na=${before}&aantal=${LOG_PAGE}`,
    `/v1/logboek/entries/${before + 1}`,
  ];
  const answers = new Map<string, string>();
  for (const url of urls) {
    for (const accept of ['application/json', 'text/html'])
      answers.set(`${accept} ${url}`, (await house.ask(url, { token, headers: { accept } })).text);
  }
  return answers;
}

describe('what leaves the house', () => {
  it(
    `(c) holds no byte of a sealed value for who may not open it: pages, answers, errors, attempts and log lines (${DOSSIERS} random dossiers)`,
    async () => {
      const { log, vault, engine } = house.runtime;
      const runs = fc.asyncProperty(moves, picks, async (steps, [chosen]) => {
        const dossier = await recordedDossier(steps, { log, vault });
        (engine.options.clock as SimulatedClock).set(dossier.now);
        const refusedWord = await refusedAct(dossier);
        const asOf = pointOf(chosen, dossier);
        const now = { known: undefined, day: undefined };
        for (const [audience, role] of READERS) {
          const allowed = wordsIn(JSON.stringify(openedBy(dossier.told, now, audience)));
          for (const point of [now, asOf]) {
            for (const [url, text] of await answersTo(dossier, point, role)) {
              const leaked = [...wordsIn(text)].filter(
                // An answer may repeat what was asked.
                (word) => word.split('.')[1] === dossier.serial && !allowed.has(word) && !url.includes(word),
              );
              if (leaked.length > 0)
                throw new Error(`${audience} reads ${leaked.join(' ')} in ${url}: ${around(text, leaked[0]!)}`);
              if (audience !== 'ambtelijk' && text.includes(refusedWord))
                throw new Error(`${audience} reads a refused act in ${url}`);
            }
          }
        }
        expect(written.filter((line) => wordsIn(line).size > 0)).toEqual([]);
      });
      await fc.assert(runs, { numRuns: DOSSIERS, endOnFailure: true });
    },
    TIME_LIMIT_MS,
  );
});

/** An act that the rules refuse, said to be for everyone: what it says stays inside all the same. */
async function refusedAct({ stream }: Dossier): Promise<string> {
  const refused = 'zq-geweigerd-qz';
  const token = house.tokenOf('griffie');
  const body = { openbareTekst: refused, wooCategorie: 'besluiten', classificatie: 'openbaar' };
  const { status } = await house.ask(`/v1/programmas/${stream}/besluiten/X-1/publiceren`, { token, body });
  expect(status).toBe(409);
  return refused;
}

const around = (text: string, word: string): string =>
  text.slice(Math.max(0, text.indexOf(word) - 300), text.indexOf(word) + 100);
