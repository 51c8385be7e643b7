import { leafHash, openFrontier } from '#transparency';
import type { Frontier } from '#transparency';
import type { SealedGroup } from '../port.js';
import type { MovableEntry, MovableLog } from './movable-log.js';
import { MoveRefused } from './move-refused.js';

/** Entries that are read, added and read back at once; a multiple of what one record of a ledger holds. */
const PAGE = 1_024;

export interface MoveOptions {
  readonly source: MovableLog;
  readonly target: MovableLog;
  /** What was signed of this log: the root at each of these sizes must be this one. */
  readonly signed: readonly { readonly size: number; readonly root: Uint8Array }[];
  /** Looks, and changes nothing anywhere. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** How many entries stand in the target and are equal, of how many. */
  readonly onProgress: (done: number, total: number) => void;
}
export interface Moved {
  readonly size: number;
  readonly root: Buffer;
  /** How many entries of those the target held already. */
  readonly found: number;
  /** Entries of which the sealed values had changed in the source since they were copied. */
  readonly resealed: number;
}

/** Why a log that moved is stopped; the same each time, so that a move that was cut off recognises its own. */
const reasonOf = (target: MovableLog): string => `verhuisd naar ${target.name}`;

/**
 * Makes the target hold what the source holds: the same bytes at the same places, with the same batches, times, sealed
 * values and digests. Each page is read back from the target and compared before the next is written, from the first
 * page on, so that one that was cut off goes on where it was and nothing is added to what is not its beginning.
 *
 * A source in which others record is copied while they do, then stopped, and then compared once more from the
 * beginning. `leaveSource` stops the other kind, once its caller has seen that the target is right.
 */
export async function moveLog(options: MoveOptions): Promise<Moved> {
  const { source, target, dryRun } = options;
  const total = await source.size();
  if (total === 0) throw refused('MIGRATE_SOURCE_EMPTY', `In ${source.name} staat niets. Er is niets om te verhuizen.`);
  const most = Math.max(0, ...options.signed.map(({ size }) => size));
  if (most > total) throw older(source, total, most);
  const movedBefore = await mustBeFree(source, target);
  const found = await target.size();
  if (found > total) throw movedBefore ? wentOn(source, target, found) : targetOther(target, total);
  const pass = new Pass(options);
  await pass.run(dryRun ? found : total, found);
  if (dryRun) return { size: total, root: openFrontier(await source.frontier()).root(), found, resealed: 0 };
  if (!source.shared) return pass.finish(found);
  await source.halt(reasonOf(target));
  const again = new Pass(options);
  await again.run(await source.size(), await target.size());
  return again.finish(found);
}

/** Stops a log that was moved, so that nobody goes on in it by mistake. Does nothing to one that was stopped before. */
export const leaveSource = (source: MovableLog, target: MovableLog): Promise<void> => source.halt(reasonOf(target));

/** Whether this very move was done before, or was on its last step. */
async function mustBeFree(source: MovableLog, target: MovableLog): Promise<boolean> {
  const reason = await source.haltedBecause();
  if (reason !== undefined && reason !== reasonOf(target))
    throw refused(
      'MIGRATE_SOURCE_HALTED',
      `${source.name} is stilgezet: ${reason}. Verhuis vanaf de plaats waar het logboek nu verdergaat.`,
    );
  const other = await target.haltedBecause();
  if (other !== undefined)
    throw refused(
      'MIGRATE_TARGET_HALTED',
      `${target.name} is stilgezet: ${other}. Kies een nieuw bestand, of een nieuw BESLUITSPOOR_LOG_ID.`,
    );
  return reason !== undefined;
}

/** One walk over both logs. */
class Pass {
  private readonly frontier: Frontier = openFrontier();
  private resealed = 0;

  constructor(private readonly options: MoveOptions) {}

  /** Up to `size` entries, of which the target holds the first `held`. */
  async run(size: number, held: number): Promise<void> {
    const { source, signal, onProgress } = this.options;
    while (this.frontier.size < size) {
      if (signal.aborted) throw interrupted();
      const from = this.frontier.size;
      // What the target holds is compared before anything is added behind it.
      const limit = Math.min(PAGE, (from < held ? held : size) - from);
      const entries = await source.read(from, limit);
      if (entries.length === 0) throw differs(from);
      await this.bring(entries, from < held);
      onProgress(this.frontier.size, size);
    }
  }

  async finish(found: number): Promise<Moved> {
    const { source, target } = this.options;
    const edge = this.frontier.toBytes();
    for (const log of [source, target])
      if (Buffer.compare(edge, await log.frontier()) !== 0) throw differs(this.frontier.size);
    return { size: this.frontier.size, root: this.frontier.root(), found, resealed: this.resealed };
  }

  private async bring(entries: readonly MovableEntry[], held: boolean): Promise<void> {
    const { target } = this.options;
    const from = this.frontier.size;
    if (!held) await target.add(entries);
    const stored = await this.compared(entries, held);
    if (this.options.dryRun) return;
    const changed = entries.filter(({ groups }, at) => !sameGroups(groups, stored[at]!.groups));
    if (changed.length === 0) return;
    for (const entry of changed) await target.setGroups(entry);
    this.resealed += changed.length;
    const again = await target.read(from, entries.length);
    const wrong = entries.find(({ groups }, at) => !sameGroups(groups, again[at]!.groups));
    if (wrong !== undefined) throw differs(wrong.position);
  }

  /** What stands in the target at the places of these entries; throws when one is not the same. */
  private async compared(entries: readonly MovableEntry[], held: boolean): Promise<readonly MovableEntry[]> {
    const { target } = this.options;
    const stored = await target.read(this.frontier.size, entries.length);
    entries.forEach((entry, at) => {
      const there = stored[at];
      if (there === undefined || !sameEntry(entry, there))
        throw held ? targetOther(target, entry.position) : differs(entry.position);
      // Of the bytes that stand in the target, and of nothing that was remembered.
      const hash = leafHash(there.bytes);
      if (!hash.equals(entry.leafHash)) throw differs(entry.position);
      this.frontier.append(hash);
      this.checkSigned();
    });
    return stored;
  }

  private checkSigned(): void {
    const { signed, source } = this.options;
    const wrong = signed.find(
      ({ size, root }) => size === this.frontier.size && Buffer.compare(root, this.frontier.root()) !== 0,
    );
    if (wrong !== undefined)
      throw refused(
        'MIGRATE_SOURCE_FORKED',
        `De eerste ${wrong.size} regels van ${source.name} zijn niet die welke zijn ondertekend. Het logboek is niet verhuisd. Draai: besluitspoor verify`,
      );
  }
}

function sameEntry(a: MovableEntry, b: MovableEntry): boolean {
  return (
    a.position === b.position &&
    a.stream === b.stream &&
    a.revision === b.revision &&
    a.id === b.id &&
    a.commandId === b.commandId &&
    a.time === b.time &&
    a.index === b.index &&
    a.count === b.count &&
    Buffer.compare(a.bytes, b.bytes) === 0
  );
}

function sameGroups(a: readonly SealedGroup[], b: readonly SealedGroup[]): boolean {
  const boxes = new Map(b.map(({ keyId, box }) => [keyId, box]));
  return (
    a.length === b.length &&
    a.every(({ keyId, box }) => {
      const other = boxes.get(keyId);
      return other !== undefined && Buffer.compare(box, other) === 0;
    })
  );
}

const refused = (code: MoveRefused['code'], words: string): MoveRefused => new MoveRefused(code, words);
const older = ({ name }: MovableLog, size: number, signed: number): MoveRefused =>
  refused(
    'MIGRATE_SOURCE_OLDER',
    `${name} heeft ${size} regels, maar er zijn er ${signed} ondertekend. Het is een oudere kopie. Verhuis het logboek dat alles heeft.`,
  );
const wentOn = (source: MovableLog, { name }: MovableLog, size: number): MoveRefused =>
  refused(
    'MIGRATE_SOURCE_HALTED',
    `${source.name} is al verhuisd naar ${name}. Daar is het logboek verdergegaan: het heeft er nu ${size} regels. Er is niets veranderd.`,
  );
const targetOther = ({ name }: MovableLog, position: number): MoveRefused =>
  refused(
    'MIGRATE_TARGET_OTHER',
    `In ${name} staat al iets anders: vanaf regel ${position} is het niet het begin van dit logboek. Er is niets toegevoegd. Kies een leeg doel.`,
  );
const differs = (position: number): MoveRefused =>
  refused(
    'MIGRATE_DIFFERS',
    `Na het kopiëren is regel ${position} in bron en doel niet gelijk. Gebruik het doel niet, en begin opnieuw met een leeg doel.`,
  );
const interrupted = (): MoveRefused =>
  refused('INTERRUPTED', 'Gestopt. Wat er al is gekopieerd blijft staan; dezelfde opdracht gaat daar verder.');
