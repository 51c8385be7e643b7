import { good, wrong, type Check, type Finding, type Place } from './check.js';
import { clock } from './clock.js';
import { dataFolder } from './data-folder.js';
import { eventStoreDb } from './eventstoredb.js';
import { guard } from './guard.js';
import { keys } from './keys.js';
import { log } from './log.js';
import { platform } from './platform.js';
import { postgres } from './postgres.js';
import { server } from './server.js';
import { settings } from './settings.js';
import { signing } from './signing.js';
import { timestamps } from './timestamps.js';
import { tokens } from './tokens.js';
import { verification } from './verification.js';
import { views } from './views.js';
import { witnesses } from './witnesses.js';

/** Each part in a file of its own. In the order of repair: what is wrong above explains what is wrong below. */
const CHECKS: readonly Check[] = [
  settings,
  platform,
  dataFolder,
  log,
  keys,
  tokens,
  guard,
  signing,
  witnesses,
  timestamps,
  verification,
  views,
  clock,
  postgres,
  eventStoreDb,
  server,
];

/** A check that takes longer is told as such, and the next one goes on. */
const CHECK_LIMIT_MS = 15_000;

export interface Examined extends Finding {
  readonly part: string;
}

/** Looks at every part of a data folder and what belongs to it. Never throws. */
export async function examine(folder: string, nowMs: () => number = Date.now): Promise<readonly Examined[]> {
  const found: Examined[] = [];
  for (const check of CHECKS) {
    const findings = await lookWithin(check, { folder, nowMs });
    found.push(...findings.map((finding) => ({ part: check.part, ...finding })));
  }
  return found;
}

async function lookWithin(check: Check, place: Omit<Place, 'signal'>): Promise<readonly Finding[]> {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Finding[]>((resolve) => {
    timer = setTimeout(() => resolve([tooLate]), CHECK_LIMIT_MS);
  });
  try {
    const findings = await Promise.race([check.look({ ...place, signal: stopping.signal }), late]);
    return findings.length === 0 ? [good('niet in gebruik')] : findings;
  } catch (error) {
    return [asFinding(error)];
  } finally {
    clearTimeout(timer);
    stopping.abort();
  }
}

const tooLate = wrong(
  'CHECK_TOO_SLOW',
  `Dit onderdeel gaf binnen ${CHECK_LIMIT_MS / 1000} seconden geen antwoord.`,
  'Kijk of de schijf of de server waarop het staat nog werkt.',
);

const SYSTEM: Readonly<Record<string, string>> = {
  EACCES: 'Er mag niet worden gelezen of geschreven. Geef dit programma rechten.',
  EPERM: 'Er mag niet worden gelezen of geschreven. Geef dit programma rechten.',
  ENOENT: 'Een bestand of map ontbreekt. Zet het terug uit de reservekopie.',
  ENOTDIR: 'Een deel van het pad is geen map. Controleer de instelling.',
  EISDIR: 'Waar een bestand hoort, staat een map. Zet het bestand terug uit de reservekopie.',
};

/** Our own errors carry a Dutch sentence and a code; of others only the code is told, since their words may hold anything. */
function asFinding(error: unknown): Finding {
  const { code, message, name, errcode } = error as {
    readonly code?: unknown;
    readonly message: string;
    readonly name: string;
    readonly errcode?: number;
  };
  if (typeof code === 'string' && SYSTEM[code] !== undefined) return wrong(code, SYSTEM[code], '');
  if (typeof errcode === 'number')
    return wrong(
      'FILE_UNUSABLE',
      `Een bestand is niet te gebruiken (SQLite-code ${errcode}).`,
      'Zet het terug uit de reservekopie.',
    );
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) && /^[A-Z0-9/].*[.…]$/s.test(message))
    return wrong(code, message, '');
  return wrong('CHECK_FAILED', `Dit onderdeel is niet te onderzoeken (${name}).`, 'Meld dit; de fout ligt bij ons.');
}
