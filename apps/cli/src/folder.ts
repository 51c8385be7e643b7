import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FILES } from '../../server/src/runtime/files.js';
import { isInitialised } from '../../server/src/runtime/open-log.js';
import { CliError, EXIT } from './exit.js';

/** What must be so of a data folder before a command touches it. */

export function mustBeInitialised(folder: string): void {
  if (isInitialised(folder)) return;
  throw new CliError(
    EXIT.input,
    'NOT_INITIALISED',
    `In ${folder} staat nog geen logboek. Maak er een met: besluitspoor init --data ${folder}.`,
  );
}

export function mustBeNew(folder: string): void {
  if (isInitialised(folder))
    throw new CliError(EXIT.input, 'ALREADY_INITIALISED', `In ${folder} staat al een logboek. Kies een andere map.`);
  if (existsSync(join(folder, FILES.keys)) || existsSync(join(folder, FILES.masterKey)))
    throw new CliError(
      EXIT.input,
      'LOG_MISSING',
      `In ${folder} staan sleutels, maar geen logboek. Zet het logboek terug uit de reservekopie. Is hier nooit iets vastgelegd? Kies dan een lege map.`,
    );
  // Making a folder where nothing may be written is told by the system as a folder that is missing.
  accessSync(nearestThatExists(resolve(folder)), constants.W_OK);
}
const nearestThatExists = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : nearestThatExists(dirname(path));

/** The demo empties its folder, so that folder is its own: made by it, or empty. */
export function mustBeForDemo(folder: string, marker: string): void {
  if (!existsSync(folder)) return;
  if (statSync(folder).isDirectory() && (readdirSync(folder).length === 0 || existsSync(join(folder, marker)))) return;
  throw new CliError(
    EXIT.input,
    'FOLDER_NOT_OURS',
    `${folder} is niet van de demo, en de demo maakt haar map leeg. Kies met --data een map die er nog niet is.`,
  );
}

export function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new CliError(EXIT.input, 'PORT_INVALID', 'De poort is een getal van 0 tot en met 65535.');
  return Number(text);
}
