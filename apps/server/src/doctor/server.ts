import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchLimited, whyNoAnswer } from '../proof/fetch-limited.js';
import { FILES } from '../runtime/files.js';
import { attention, good, wrong, type Check, type Finding, type Place } from './check.js';

const ANSWER_WITHIN_MS = 5_000;
const MAX_ANSWER_BYTES = 262_144;

interface Health {
  readonly status: string;
  readonly redenen: readonly string[];
}

/** The server that says to be at work on this folder: whether it is, and what it says of itself. */
export const server: Check = {
  part: 'server',
  look: async (place) => {
    const note = join(place.folder, FILES.server);
    if (!existsSync(note)) return [good('Er draait geen server op deze map.')];
    const url = urlIn(note);
    if (url === undefined)
      return [attention('SERVER_NOTE_INVALID', `${FILES.server} is niet te lezen.`, 'Start de server opnieuw.')];
    return ofServer(url, place);
  },
};

function urlIn(note: string): string | undefined {
  try {
    const { url } = JSON.parse(readFileSync(note, 'utf8')) as { readonly url?: unknown };
    return typeof url === 'string' && new URL(url).protocol === 'http:' ? url : undefined;
  } catch {
    return undefined;
  }
}

async function ofServer(url: string, { signal }: Place): Promise<readonly Finding[]> {
  try {
    const limits = { timeoutMs: ANSWER_WITHIN_MS, maxBytes: MAX_ANSWER_BYTES, signal };
    const { body } = await fetchLimited(`${url}/v1/gezondheid`, {}, limits);
    return ofHealth(url, JSON.parse(body.toString('utf8')) as Partial<Health>);
  } catch (error) {
    return [
      attention(
        'SERVER_SILENT',
        `De server op ${url} ${whyNoAnswer(error)}.`,
        'Is hij gestopt of gestorven? Start hem opnieuw.',
      ),
    ];
  }
}

function ofHealth(url: string, { status, redenen = [] }: Partial<Health>): readonly Finding[] {
  if (status === 'groen') return [good(`${url} is in orde.`)];
  const words = redenen.length > 0 ? redenen : [`${url} zegt niet hoe het gaat.`];
  const todo = 'Zie docs/operations.md.';
  return words.map((reason) =>
    status === 'oranje' ? attention('SERVER_AMBER', reason, todo) : wrong('SERVER_RED', reason, todo),
  );
}
