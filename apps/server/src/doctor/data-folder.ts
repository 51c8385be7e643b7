import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fromEnvironment } from '../config/configuration.js';
import { attention, good, wrong, type Check, type Finding } from './check.js';

/** Below the first nothing may be recorded soon; below the second it is time to make room. */
const FREE_MIN_BYTES = 100 * 1_048_576;
const FREE_LOW_BYTES = 1_024 * 1_048_576;
const OTHERS = 0o077;

/** The data folder, and the folder of the guard when that is another: rights and room. */
export const dataFolder: Check = {
  part: 'map',
  look: async ({ folder }) => {
    const guard = fromEnvironment('guard');
    const folders = [resolve(folder), ...(guard === undefined ? [] : [dirname(resolve(guard))])];
    return [...new Set(folders)].flatMap(ofFolder);
  },
};

function ofFolder(folder: string): readonly Finding[] {
  if (!existsSync(folder))
    return [
      wrong(
        'FOLDER_MISSING',
        `De map ${folder} bestaat niet.`,
        `Maak een logboek met: besluitspoor init --data ${folder}`,
      ),
    ];
  if (!statSync(folder).isDirectory())
    return [wrong('FOLDER_INVALID', `${folder} is geen map.`, 'Noem met --data de map van het logboek.')];
  return [...ofRights(folder), ofRoom(folder)];
}

function ofRights(folder: string): readonly Finding[] {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [wrong('READ_ONLY', `In ${folder} mag niet worden geschreven.`, 'Geef dit programma rechten op de map.')];
  }
  if (process.platform === 'win32' || (statSync(folder).mode & OTHERS) === 0) return [];
  return [attention('FOLDER_OPEN', `Andere gebruikers mogen in ${folder}.`, `Sluit de map af: chmod 700 ${folder}`)];
}

function ofRoom(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const words = `${Math.floor(free / 1_048_576)} MiB vrij bij ${folder}.`;
  if (free < FREE_MIN_BYTES)
    return wrong('DISK_FULL', words, 'Maak ruimte vrij: er kan straks niets worden vastgelegd.');
  return free < FREE_LOW_BYTES ? attention('DISK_LOW', words, 'Maak op tijd ruimte vrij.') : good(words);
}
