import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseCheckpoint, parseNote } from '#transparency';
import { openLogKey } from '../proof/log-key.js';
import { shownBy } from '../proof/witness-client.js';
import { readWitnessPolicy, type TrustedWitness } from '../proof/witness-policy.js';
import { FILES } from '../runtime/files.js';
import { isInitialised } from '../runtime/open-log.js';
import { attention, good, wrong, type Check, type Finding, type Place } from './check.js';
import { readGuard } from '../proof/guard.js';
import { guardFileOf } from '../runtime/runtime.js';

/** Who cosigns: whether each witness answers, and how far it is. */
export const witnesses: Check = {
  part: 'getuigen',
  look: async (place) => {
    if (!isInitialised(place.folder)) return [];
    const policy = readWitnessPolicy(place.folder);
    if (policy.witnesses.length === 0)
      return [
        attention(
          'NO_WITNESS',
          'Niemand buiten deze organisatie kijkt mee.',
          'Vraag een ander orgaan om een getuige (docs/witness.md).',
        ),
      ];
    const key = join(place.folder, FILES.logKey);
    if (!existsSync(key)) return [];
    const { origin } = openLogKey(key);
    const signed = readGuard(guardFileOf(place.folder))?.size ?? 0;
    return Promise.all(policy.witnesses.map((witness) => ofWitness(witness, { origin, signed }, place)));
  },
};

async function ofWitness(
  witness: TrustedWitness,
  { origin, signed }: { readonly origin: string; readonly signed: number },
  { signal }: Place,
): Promise<Finding> {
  const name = `${witness.name} (${witness.organ})`;
  const note = await shownBy(witness, origin, signal);
  if (note === undefined)
    return attention(
      'WITNESS_SILENT',
      `${name} antwoordt niet of kent dit logboek niet.`,
      `Vraag ${witness.organ} of de getuige draait en de controlesleutel van dit logboek heeft.`,
    );
  const size = sizeOf(note);
  if (size === undefined)
    return attention(
      'WITNESS_SILENT',
      `${name} geeft iets wat geen controlepunt is.`,
      `Vraag ${witness.organ} wat er draait.`,
    );
  if (size > signed)
    return wrong(
      'WITNESS_AHEAD',
      `${name} tekende ${size} regels, en hier zijn er ${signed} ondertekend: dit logboek is een oudere kopie.`,
      'Zet het nieuwste logboek terug voordat er iets wordt vastgelegd (docs/operations.md).',
    );
  if (size === signed) return good(`${name} is bij: ${size} regels.`);
  return attention(
    'WITNESS_LAGS',
    `${name} loopt ${signed - size} regels achter.`,
    'De server vraagt het vanzelf opnieuw; kijk of hij draait.',
  );
}

/** Only its size is used, so nothing of it need be believed. */
function sizeOf(note: Uint8Array): number | undefined {
  try {
    return parseCheckpoint(parseNote(note).text).size;
  } catch {
    return undefined;
  }
}
