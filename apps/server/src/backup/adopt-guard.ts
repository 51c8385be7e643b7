import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LogUnavailable } from '#event-log';
import { openLogKey } from '../proof/log-key.js';
import { Guard, readGuard } from '../proof/guard.js';
import { draftPlace, mustBeInPlace } from '../proof/guard-place.js';
import { readWitnessPolicy } from '../proof/witness-policy.js';
import { FILES } from '../runtime/files.js';
import { openLogReader } from '../runtime/open-log.js';
import { BackupRefused } from './backup-files.js';
import { largest, lookOutside, trustedLog, type Known } from './outside.js';
import { recompute } from './recompute.js';

interface AdoptOptions {
  readonly folder: string;
  readonly guardFile: string;
  /** That the original will never sign again: nothing here can see that. */
  readonly originalIsGone: boolean;
  readonly signal: AbortSignal;
}
interface Adopted {
  readonly size: number;
  /** Who knows of a signature, and of how many entries. */
  readonly known: readonly Known[];
}

/**
 * Takes a guard into use that is a copy, an older one or not there, on the word of who says that the original is gone.
 * Everything that is known outside must be in the log, and every witness must have said what it knows: what was signed
 * and is known to nobody but the original cannot be found here.
 */
export async function adoptGuard({ folder, guardFile, originalIsGone, signal }: AdoptOptions): Promise<Adopted> {
  const guarded = readGuard(guardFile);
  if (existsSync(guardFile) && isInPlace(guardFile)) throw inPlace(guardFile);
  if (!originalIsGone) throw notDeclared(guardFile);
  const keyFile = join(folder, FILES.logKey);
  const trusted = existsSync(keyFile) ? trustedLog(openLogKey(keyFile)) : undefined;
  const sources = { guard: guarded, mirrors: [], witnesses: readWitnessPolicy(folder) };
  const { known, silent } = await lookOutside({}, trusted, sources, signal);
  if (silent.length > 0) throw silentWitness(silent);
  const log = await openLogReader(folder);
  const sizes = known.map(({ size }) => size);
  const { size, rootAt } = await recompute(log, sizes).finally(() => log.close());
  for (const one of known) if (!rootAt.get(one.size)?.equals(one.root)) throw contradicted(one, size);
  new Guard(guardFile).close();
  draftPlace(guardFile, guarded?.size ?? 0).take();
  return { size: largest(known)?.size ?? 0, known };
}

function isInPlace(guardFile: string): boolean {
  try {
    mustBeInPlace(guardFile, () => readGuard(guardFile));
    return true;
  } catch (error) {
    if (error instanceof LogUnavailable) return false;
    throw error;
  }
}

const inPlace = (file: string): BackupRefused =>
  new BackupRefused('ADOPT_IN_PLACE', `De bewaker ${file} is het origineel. Er hoeft niets te gebeuren.`);
const notDeclared = (file: string): BackupRefused =>
  new BackupRefused(
    'ADOPT_NOT_DECLARED',
    `Wie ${file} in gebruik neemt terwijl het origineel verdergaat, laat twee geschiedenissen ondertekenen. Dat is niet terug te draaien. ` +
      'Is het origineel voorgoed weg? Zeg dat met --origineel-is-weg.',
  );
const silentWitness = (silent: readonly string[]): BackupRefused =>
  new BackupRefused(
    'ADOPT_WITNESS_SILENT',
    `Deze getuigen laten niet zien wat zij medeondertekenden: ${silent.join(', ')}. Juist zij weten of er meer is ondertekend. ` +
      'Wacht tot zij antwoorden, of haal een getuige die er niet meer is uit witnesses.json.',
  );
const contradicted = ({ by, size: signed }: Known, size: number): BackupRefused =>
  new BackupRefused(
    'ADOPT_CONTRADICTED',
    `Er zijn ${signed} regels ondertekend die niet in dit logboek van ${size} regels staan. Dat weet ${by}. ` +
      'Zet de nieuwste kopie terug, of haal de regels terug met besluitspoor restore.',
  );
