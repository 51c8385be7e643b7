import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { LogUnavailable } from '#event-log';

/**
 * Beside the guard lies a file that says which file it is: made anew for each signature, and then given its name. A copy
 * of a guard and all that lies beside it is another file, or old words in a newer file, and so it shows that it is a
 * copy: of two servers that go on from copies of one folder, one at most can sign. A copy of a whole disk, or of a whole
 * machine, looks the same as its original. That only a witness can find.
 */
interface Place {
  /** How many entries were signed, at least. */
  readonly size: number;
  /** The number of this file on its disk, and the moment at which it was made, in nanoseconds. */
  readonly inode: string;
  readonly born: string;
}

export const placeFileOf = (guardFile: string): string => `${guardFile}.place`;

const PRIVATE = 0o600;

/** A place on the disk, not yet in force. It is made before anything is signed, so that no room is found out in time. */
interface DraftPlace {
  take(): void;
  drop(): void;
}

export function draftPlace(guardFile: string, size: number): DraftPlace {
  const draft = `${placeFileOf(guardFile)}.${randomUUID()}.new`;
  const descriptor = openSync(draft, 'wx', PRIVATE);
  try {
    const { ino, birthtimeNs } = fstatSync(descriptor, { bigint: true });
    const place: Place = { size, inode: String(ino), born: String(birthtimeNs) };
    writeSync(descriptor, JSON.stringify(place));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return {
    take: () => renameSync(draft, placeFileOf(guardFile)),
    drop: () => rmSync(draft, { force: true }),
  };
}

/**
 * Refuses a guard that is a copy, or that holds less than was signed. A process that was killed between signing and
 * taking the place leaves a place that says less than the guard, which is allowed. `read` gives what the guard holds, and
 * is asked after the place: another server of the same guard may be signing.
 */
export function mustBeInPlace(guardFile: string, read: () => { readonly size: number } | undefined): void {
  const place = readPlace(guardFile);
  const signed = read()?.size ?? 0;
  if (place === undefined ? signed > 0 : place === 'copied') throw copied(guardFile);
  if (place !== undefined && place !== 'copied' && place.size > signed) throw older(guardFile, place.size, signed);
}

/** Undefined when there is none. */
function readPlace(guardFile: string): Place | 'copied' | undefined {
  const file = placeFileOf(guardFile);
  if (!existsSync(file)) return undefined;
  const descriptor = openSync(file, 'r');
  try {
    const { ino, birthtimeNs, ctimeNs } = fstatSync(descriptor, { bigint: true });
    const place = parsePlace(readFileSync(descriptor, 'utf8'));
    if (place === undefined) return 'copied';
    // Not every file system keeps when a file was made; some give the last change, or nothing, in its stead.
    const keepsBirth = birthtimeNs > 0n && birthtimeNs !== ctimeNs;
    const own = keepsBirth ? place.born === String(birthtimeNs) : place.inode === String(ino);
    return own ? place : 'copied';
  } finally {
    closeSync(descriptor);
  }
}

function parsePlace(text: string): Place | undefined {
  try {
    const { size, inode, born } = JSON.parse(text) as Partial<Place>;
    if (typeof size === 'number' && typeof inode === 'string' && typeof born === 'string') return { size, inode, born };
  } catch {
    // What cannot be read was not written by a guard.
  }
  return undefined;
}

const NOTHING = 'Er wordt niets vastgelegd en niets ondertekend.';
const ADOPT =
  'Is het origineel voorgoed weg, bijvoorbeeld na een verhuizing naar een andere machine? Zeg dat met besluitspoor adopt (docs/backup.md).';

const copied = (file: string): LogUnavailable =>
  new LogUnavailable(
    'GUARD_COPIED',
    `De bewaker ${file} is een kopie. Gaat ook het origineel verder, dan worden er twee geschiedenissen ondertekend. ` +
      `${NOTHING} Werk verder met het origineel. ${ADOPT}`,
  );
const older = (file: string, before: number, signed: number): LogUnavailable =>
  new LogUnavailable(
    'LOG_ROLLED_BACK',
    `Volgens de bewaker ${file} zijn er ${signed} regels ondertekend, maar hij wist al van ${before}. ` +
      `Er is een oudere bewaker teruggezet. ${NOTHING} Zet de nieuwste terug. ${ADOPT}`,
  );
export const guardMissing = (file: string): LogUnavailable =>
  new LogUnavailable(
    'GUARD_MISSING',
    `De bewaker ${file} is er niet, terwijl dit logboek al is ondertekend. ${NOTHING} ` +
      `Zet hem terug, of wijs hem aan met BESLUITSPOOR_GUARD. ${ADOPT}`,
  );
