import { audienceOf } from '#access';
import type { Audience, Role } from '#governance';
import { REPORTS } from '../../apps/server/src/views/report-service.js';
import { goodBody, routesOf, type House, type Route } from '../hostile/http-kit.js';
import { type Dossier, type Point } from './dossiers.js';

/** What left the house at one outlet, and to whom. */
export interface Answer {
  readonly audience: Audience;
  readonly outlet: string;
  readonly text: string;
  /** What the asker said: an answer may repeat that. */
  readonly asked: string;
}
/** Who may not open everything, each as the function by which it comes in. */
export const READERS: readonly (readonly [Audience, Role])[] = [
  ['openbaar', 'functioneelBeheer'],
  ['raad', 'raad'],
  ['ambtelijk', 'AO'],
];
const MEDIA = ['application/json', 'text/html'] as const;
const LOG_PAGE = 200;

/** Every address about a dossier, with those that list all dossiers apart. */
export function addressesOf(dossier: Dossier, { known, day }: Point): readonly string[] {
  const at = new URLSearchParams({
    ...(known === undefined ? {} : { zoalsBekendOp: known }),
    ...(day === undefined ? {} : { opPeildatum: day }),
  }).toString();
  const own = `/v1/programmas/${dossier.stream}`;
  return [
    ...Object.keys(REPORTS).map((name) => `${own}/${name}?${at}`),
    ...['raad', 'openbaar'].map((who) => `${own}/kennis?${at}&wie=${who}&onderwerp=${dossier.subject}`),
    `${own}/collegerapportage?${at}&bekendBij=raad`,
    `${own}/stand?${at}`,
    `${own}/pogingen`,
    `${own}/inzage`,
    entriesFrom(dossier.first - 1),
    `/v1/logboek/entries/${dossier.first}`,
  ];
}
export const LISTS = ['/v1/programmas', '/v1/openapi.json', '/v1/programmas/d-er-is-er-geen/collegerapportage'];
const entriesFrom = (after: number): string => `/v1/logboek/entries?na=${after}&aantal=${LOG_PAGE}`;

export async function read(house: House, url: string, reader: number, media: number): Promise<Answer> {
  const [audience, role] = READERS[reader % READERS.length]!;
  const accept = MEDIA[media % MEDIA.length]!;
  const { text } = await house.ask(url, { token: house.tokenOf(role), headers: { accept } });
  return { audience, outlet: `${accept} ${url}`, text, asked: url };
}

/** Everything that each reader is told about a dossier at a moment. */
export async function readAll(house: House, dossier: Dossier, point: Point): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const url of [...addressesOf(dossier, point), ...LISTS])
    for (const reader of READERS.keys())
      for (const media of MEDIA.keys()) answers.push(await read(house, url, reader, media));
  return answers;
}

/** What an act says that the rules refuse. Nobody outside may ever read it, also when it was meant for everybody. */
export const REFUSED_WORD = 'zq-geweigerd-qz';
const routes = new Map<string, readonly Route[]>();

/**
 * An act of any kind upon the things of a dossier, which is nearly always refused: what it is told, and what then stands
 * in the attempts and in the log.
 */
export async function act(house: House, dossier: Dossier, which: number): Promise<readonly Answer[]> {
  const known = routes.get('') ?? routesOf(':dossier');
  routes.set('', known);
  const { path, fields, role } = known[which % known.length]!;
  const about = dossier.told[which % dossier.told.length]!;
  const things = Object.entries(about.data).flatMap(([name, value]) => (name.endsWith('Id') ? [String(value)] : []));
  const thing = things[0] ?? 'X-1';
  const url = path.replace(':dossier', dossier.stream).replace('X-1', thing);
  const body = JSON.stringify({ ...goodBody(fields), classificatie: 'openbaar' })
    .replaceAll('"Iets', `"${REFUSED_WORD}`)
    .replaceAll(/(Nummers?":\[?)"X-1"/g, `$1${JSON.stringify(thing)}`);
  return tell(house, dossier, { url, role, body });
}
/** An act that is refused for certain: there is no such decision. */
export function refusedAct(house: House, dossier: Dossier): Promise<readonly Answer[]> {
  const url = `/v1/programmas/${dossier.stream}/besluiten/X-1/publiceren`;
  const body = JSON.stringify({ openbareTekst: REFUSED_WORD, wooCategorie: 'besluiten', classificatie: 'openbaar' });
  return tell(house, dossier, { url, role: 'griffie', body });
}

interface Act {
  readonly url: string;
  readonly role: Role;
  readonly body: string;
}
async function tell(house: House, dossier: Dossier, { url, role, body }: Act): Promise<readonly Answer[]> {
  const { log } = house.runtime;
  const before = (await log.head()).size - 1;
  const { status, text } = await house.ask(url, { token: house.tokenOf(role), raw: body });
  const told: Answer = { audience: audienceOf(role), outlet: `${status} POST ${url}`, text, asked: url + body };
  if (status < 400) return [told];
  const outside = await read(house, entriesFrom(before), 0, 0);
  const inside = await read(house, `/v1/programmas/${dossier.stream}/pogingen`, 2, 0);
  return [told, { ...outside, asked: '' }, { ...inside, asked: '' }];
}
