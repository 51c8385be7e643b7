import type { LogReader, Position, StoredEntry } from '#event-log';
import { dossierKind, organisationKind } from '#dossier';
import type { DisclosedEntry, Vault } from '#vault';
import { GroundTable, type Ground } from './grounds.js';
import { accessToStream, erasuresIn, type Asked, type StreamAccess } from './stream-access.js';

const PAGE = 1_000;
/** The whole entry: even how many values it has is not said. */
const CONFIDENTIAL_CLASS = 'vertrouwelijk';
const DECOY: Ground = { kind: 'decoy' };

export interface DisclosureOptions extends Asked {
  readonly log: LogReader;
  readonly vault: Vault;
  /** The entries of the signed checkpoint, and none after them. */
  readonly size: number;
  /** Gets the lines of `disclosures.jsonl`, each with its newline, in parts that fit in memory. */
  readonly write: (lines: string) => void;
  readonly onProgress: (done: number) => void;
}

export interface Disclosures {
  readonly disclosed: number;
  readonly table: GroundTable;
  /** By dossier, the secrecies in force on what was disclosed: that is a reading, and is recorded as such. */
  readonly secretReads: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Writes, entry by entry, the disclosures that an audience may have, and keeps for each value it does not get why. */
export async function writeDisclosures(options: DisclosureOptions): Promise<Disclosures> {
  const { log, vault, size, write, onProgress } = options;
  const erasures = await erasuresIn(log, vault);
  const access = new Map<string, StreamAccess>();
  const table = new GroundTable();
  const secretReads = new Map<string, Set<string>>();
  let disclosed = 0;
  for (let next = 0; next < size;) {
    const page = await log.readAll(next === 0 ? undefined : ((next - 1) as Position), Math.min(PAGE, size - next));
    let lines = '';
    for (const entry of page) {
      let may = access.get(entry.stream);
      if (may === undefined) access.set(entry.stream, (may = await accessToStream(log, vault, entry.stream, options)));
      const opened = vault.disclose(entry, may.mayOpen(entry));
      const disclosures = opened.digests.flatMap((one) => (one.kind === 'disclosed' ? [one.disclosure] : []));
      lines += `${JSON.stringify({ index: Number(entry.position), disclosures })}\n`;
      disclosed += disclosures.length;
      const secrecyIds = disclosures.length === 0 ? undefined : may.secretRead(entry);
      if (secrecyIds !== undefined)
        secretReads.set(entry.stream, new Set([...(secretReads.get(entry.stream) ?? []), ...secrecyIds]));
      table.add(
        entry.position,
        groundsOf(entry, opened, may, () => erasedBy(vault, entry, erasures)),
      );
    }
    write(lines);
    next += page.length;
    onProgress(next);
    if (page.length === 0) throw new RangeError('the log is shorter than its checkpoint');
  }
  return { disclosed, table, secretReads };
}

function groundsOf(
  entry: StoredEntry,
  { digests, confidential, typeWithheld, erased }: DisclosedEntry,
  access: StreamAccess,
  by: () => readonly number[],
): readonly (readonly [Ground, number])[] {
  const secrecy = access.secrecyOn(entry);
  const withheld = (which: string): Ground => ({
    kind: 'withheld',
    class: which,
    ...(secrecy.length === 0 ? {} : { secrecy }),
  });
  if (typeWithheld) {
    const closed = access.classOf(CONFIDENTIAL_CLASS);
    return [[withheld(closed), digests.length]];
  }
  const byClass = new Map<string, number>();
  for (const one of digests)
    if (one.kind === 'withheld') {
      const which = access.classOf(one.label);
      byClass.set(which, (byClass.get(which) ?? 0) + 1);
    }
  const absent = digests.filter(({ kind }) => kind === 'absent').length;
  return [
    ...[...byClass].map(([which, count]) => [withheld(which), count] as const),
    ...(erased > 0 ? [[{ kind: 'erased', by: by() }, erased] as const] : []),
    ...(confidential ? [[DECOY, absent - erased] as const] : []),
  ];
}

/** Which erasures took values out of this entry: those of the persons whom its missing fields are about. */
function erasedBy(vault: Vault, entry: StoredEntry, erasures: ReadonlyMap<string, number>): readonly number[] {
  const opened = vault.open(entry, () => true);
  const declaration = (dossierKind.types.find(opened.type) ?? organisationKind.types.find(opened.type))?.fields ?? {};
  const positions = Object.entries(declaration).map(([name, { disclosure, person }]) => {
    const about = person === undefined ? undefined : opened.data[person];
    const gone = disclosure === 'personal' && opened.data[name] === undefined;
    return gone && typeof about === 'string' ? erasures.get(about) : undefined;
  });
  return [...new Set(positions.filter((position) => position !== undefined))].sort((a, b) => a - b);
}
