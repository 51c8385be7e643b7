import { existsSync } from 'node:fs';
import { LogUnavailable } from '#event-log';
import { Guard, type Guarded } from '../proof/guard.js';
import { mustBeInPlace } from '../proof/guard-place.js';
import { BackupRefused } from './backup-files.js';

/** More than any log: a folder whose guard holds this is refused at opening as an older copy. */
const MOVED_SIZE = Number.MAX_SAFE_INTEGER;
const MOVED = 'besluitspoor-bewaker-verhuisd\n';

interface Moved {
  readonly to: string;
  readonly before: { readonly size: number; readonly root: string; readonly lastLeaf: string; readonly note: string };
}

/**
 * What a guard holds, to go on with in another folder. One that was moved elsewhere is refused: two folders that both
 * go on from it would sign two histories, and so would a copy of one: only for another log, with a key of its own, a
 * copy will do. A restore to the same folder that was cut off can be done again.
 */
export function readMovableGuard(
  file: string,
  target: string,
  { mayBeCopy }: { readonly mayBeCopy: boolean },
): Guarded {
  if (!existsSync(file))
    throw new BackupRefused('RESTORE_GUARD_MISSING', `De bewaker ${file} is er niet. Controleer de naam en de map.`);
  const guard = new Guard(file);
  try {
    const held = guard.read();
    if (held === undefined)
      throw new BackupRefused('RESTORE_GUARD_MISSING', `De bewaker ${file} is leeg: hij weet niet wat is ondertekend.`);
    if (!mayBeCopy) mustBeOriginal(guard);
    if (!held.note.startsWith(MOVED)) return held;
    const { to, before } = JSON.parse(held.note.slice(MOVED.length)) as Moved;
    if (to !== target)
      throw new BackupRefused(
        'RESTORE_GUARD_MOVED',
        `De bewaker ${file} is al verhuisd naar ${to}. Daar gaat dit logboek verder; een tweede keer kan niet.`,
      );
    const bytes = (text: string): Buffer => Buffer.from(text, 'hex');
    return { ...held, ...before, root: bytes(before.root), lastLeaf: bytes(before.lastLeaf) };
  } finally {
    guard.close();
  }
}

function mustBeOriginal(guard: Guard): void {
  const { file } = guard;
  try {
    mustBeInPlace(file, () => guard.read());
  } catch (error) {
    if (!(error instanceof LogUnavailable)) throw error;
    throw new BackupRefused(
      'RESTORE_GUARD_COPIED',
      `De bewaker ${file} is een kopie, of een oudere. Na hem kan er meer zijn ondertekend dan hij weet, en het origineel kan nog in gebruik zijn. ` +
        'Noem het origineel. Is dat voorgoed weg? Zeg dat eerst met besluitspoor adopt (docs/backup.md), of open een opvolger: --opvolger --oorzaak "…".',
    );
  }
}

/** Leaves word that this guard went elsewhere. Whoever still runs on it cannot sign any more, and cannot start again. */
export function moveGuard(file: string, held: Guarded, target: string): void {
  const guard = new Guard(file);
  try {
    const now = guard.read();
    if (now?.note.startsWith(MOVED) === true) return;
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    const { size, root, lastLeaf, note } = held;
    const moved: Moved = { to: target, before: { size, root: hex(root), lastLeaf: hex(lastLeaf), note } };
    if (guard.replace(held, { ...held, size: MOVED_SIZE, note: MOVED + JSON.stringify(moved) })) return;
    throw new BackupRefused(
      'RESTORE_GUARD_MOVED',
      `Terwijl er werd teruggezet, is er op ${file} opnieuw ondertekend: er draait nog een server. Stop die eerst, en begin opnieuw.`,
    );
  } finally {
    guard.close();
  }
}
