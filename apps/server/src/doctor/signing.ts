import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ed25519Verifier, openCheckpoint, parseVkey, TransparencyRefused } from '#transparency';
import { EVIDENCE_FILE } from '../proof/cosigners.js';
import type { Guarded } from '../proof/guard.js';
import { openLogKey } from '../proof/log-key.js';
import { FILES } from '../runtime/files.js';
import { isInitialised, openLogReader } from '../runtime/open-log.js';
import { attention, good, wrong, type Check, type Finding, type Place } from './check.js';
import { readGuard } from '../proof/guard.js';
import { guardFileOf } from '../runtime/runtime.js';

/** A server signs within a second; so long after the last signature unsigned entries mean that nobody signs. */
const SIGNED_WITHIN_MS = 60_000;

/** The signature under the log: the key, the last checkpoint, what is not signed yet, and evidence of a fork. */
export const signing: Check = {
  part: 'handtekening',
  look: async (place) => {
    if (!isInitialised(place.folder)) return [];
    const evidence = existsSync(join(place.folder, EVIDENCE_FILE))
      ? [
          wrong(
            'WITNESS_EVIDENCE',
            `In ${EVIDENCE_FILE} staat een controlepunt met onze handtekening dat niet bij dit logboek past.`,
            'Zet het nieuwste logboek terug. Leg niets vast tot duidelijk is wat er gebeurde (docs/operations.md).',
          ),
        ]
      : [];
    const guarded = readGuard(guardFileOf(place.folder));
    return [...evidence, ...(guarded === undefined ? [] : [ofNote(place, guarded), await ofUnsigned(place, guarded)])];
  },
};

function ofNote({ folder }: Place, { note, size, signedAt }: Guarded): Finding {
  const file = join(folder, FILES.logKey);
  // Opening a key that is not there would make another one.
  if (!existsSync(file))
    return wrong('LOG_KEY_MISSING', `${FILES.logKey} ontbreekt.`, 'Zet de sleutel terug uit uw eigen bewaarplaats.');
  const { origin, vkey } = openLogKey(file);
  try {
    openCheckpoint(Buffer.from(note), { origin, logKeys: [ed25519Verifier(parseVkey(vkey))] });
    return good(`${size} regels ondertekend op ${signedAt}, als ${origin}.`);
  } catch (error) {
    if (!(error instanceof TransparencyRefused)) throw error;
    return wrong(
      'SIGNATURE_INVALID',
      'De handtekening onder het laatste controlepunt klopt niet.',
      `Is ${FILES.logKey} van een ander logboek? Zet dan de juiste terug.`,
    );
  }
}

async function ofUnsigned({ folder, nowMs }: Place, { size, signedAt }: Guarded): Promise<Finding> {
  const reader = await openLogReader(folder);
  try {
    const head = await reader.head();
    const unsigned = Math.max(0, head.size - size);
    if (unsigned === 0) return good('Alles is ondertekend.');
    const age = nowMs() - Date.parse(signedAt);
    const words = `${unsigned} regels zijn nog niet ondertekend.`;
    return age < SIGNED_WITHIN_MS
      ? good(words)
      : attention('UNSIGNED_ENTRIES', words, 'Start de server; draait die al, kijk dan naar zijn gezondheid.');
  } finally {
    await reader.close();
  }
}
