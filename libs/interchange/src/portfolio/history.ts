import { createHash } from 'node:crypto';
import { normalise } from './cells.js';
import type { Cell, Rating } from './cells.js';
import type { DeclaredRename, ProjectName } from './mapping.js';
import { PortfolioError } from './portfolio-error.js';
import { nameKey } from './snapshot.js';
import type { ProjectRow, Snapshot } from './snapshot.js';

/** The fields whose course over the years is the history of a project. */
const TRACKED = ['startDate', 'endDate', 'wholeLifeCost', 'rating'] as const;
export type TrackedField = (typeof TRACKED)[number];

/** What a snapshot changes to a project. Dates are `YYYY-MM-DD`, money is whole cents; null = not known before. */
export type Change =
  | { readonly type: 'framed' }
  | { readonly type: 'startDateChanged'; readonly from: string | null; readonly to: string }
  | { readonly type: 'endDateChanged'; readonly from: string | null; readonly to: string }
  | { readonly type: 'costChanged'; readonly from: number | null; readonly to: number }
  | { readonly type: 'ratingChanged'; readonly from: Rating | null; readonly to: Rating }
  /** The last value stands again, after a file in which it was withheld or not reported. */
  | { readonly type: 'reportedAgain'; readonly field: TrackedField }
  | { readonly type: 'withheld'; readonly field: TrackedField; readonly ground: string }
  /** Was a value or withheld, and is now blank or unreadable; `words` is what stands there instead. */
  | { readonly type: 'notReported'; readonly field: TrackedField; readonly words: string | null }
  | { readonly type: 'renamed'; readonly from: ProjectName; readonly to: ProjectName; readonly basis: MatchBasis }
  | { readonly type: 'renumbered'; readonly from: string; readonly to: string }
  | { readonly type: 'leftPortfolio' }
  | { readonly type: 'returned' };

/** How a row was recognised as an earlier project: by number, by a rename in the mapping, by name and department. */
export type MatchBasis = 'number' | 'declared' | 'name';

/** One project in one snapshot. */
export interface HistoryStep {
  readonly referenceDate: string;
  /** The import batch: one per file, the same for the same bytes. */
  readonly batch: string;
  readonly file: string;
  /** Null when the project left the portfolio: there is no row then. */
  readonly row: number | null;
  /** The project as reported; null when it left. */
  readonly project: ProjectRow | null;
  /** Null for a project that was not known before, and for one that left. */
  readonly basis: MatchBasis | null;
  /** Empty when the file reports what was known already. */
  readonly changes: readonly Change[];
  /** The same file yields the same keys: commands made from this step are recorded once. */
  readonly idempotencyKey: string;
}

export interface ProjectHistory {
  /** Key of the dossier, from the key under which the project was first seen; it stays when name or number change. */
  readonly key: string;
  readonly number: string | null;
  readonly name: string;
  readonly department: string;
  readonly inPortfolio: boolean;
  readonly steps: readonly HistoryStep[];
}

/** What the next snapshot is compared with. Earlier imports give this back to go on where they stopped. */
export interface KnownProject {
  readonly key: string;
  readonly number: string | null;
  readonly name: string;
  readonly department: string;
  readonly inPortfolio: boolean;
  readonly lastReferenceDate: string;
  /** Last reported value per tracked field; absent when there never was one. */
  readonly values: TrackedValues;
  /** How each tracked field stood in the last snapshot that had the project. */
  readonly standing: Readonly<Record<TrackedField, Cell<unknown>['kind']>>;
}
interface TrackedValues {
  readonly startDate?: string;
  readonly endDate?: string;
  readonly wholeLifeCost?: number;
  readonly rating?: Rating;
}

export interface PortfolioHistory {
  readonly projects: readonly ProjectHistory[];
  /** Give this to the next import of the same portfolio. */
  readonly known: readonly KnownProject[];
  /** Renames in the mapping that match no project: most often a name that is not spelled as in the file. */
  readonly unusedRenames: readonly UnusedRename[];
}
export interface UnusedRename extends DeclaredRename {
  readonly file: string;
}

/**
 * Snapshots, oldest first, to one history per project. Deterministic: no clock, no random ids. `known` is what earlier
 * imports left behind; snapshots must be later than all of it, because a difference only means something forward.
 */
export function buildHistory(snapshots: readonly Snapshot[], known: readonly KnownProject[] = []): PortfolioHistory {
  assertOrder(snapshots, known);
  const tracks = known.map((project): Track => ({ known: project, steps: [] }));
  const keys = new Set(known.map((project) => project.key));
  const unusedRenames = snapshots.flatMap((snapshot) => applySnapshot(tracks, keys, snapshot));
  const touched = tracks.filter((track) => track.steps.length > 0);
  return { projects: touched.map(toHistory), known: tracks.map((track) => track.known), unusedRenames };
}

/** A project while its history is being built. */
interface Track {
  known: KnownProject;
  readonly steps: HistoryStep[];
}

function toHistory({ known, steps }: Track): ProjectHistory {
  const { key, number, name, department, inPortfolio } = known;
  return { key, number, name, department, inPortfolio, steps };
}

function assertOrder(snapshots: readonly Snapshot[], known: readonly KnownProject[]): void {
  let last = known.reduce(
    (latest, project) => (project.lastReferenceDate > latest ? project.lastReferenceDate : latest),
    '',
  );
  for (const snapshot of snapshots) {
    if (snapshot.referenceDate <= last) {
      throw new PortfolioError(
        'SNAPSHOTS_OUT_OF_ORDER',
        `${snapshot.file} heeft peildatum ${snapshot.referenceDate}, maar ${last} is al ingelezen. Lees de oudste peildatum eerst in.`,
      );
    }
    last = snapshot.referenceDate;
  }
}

/** Adds a step to every project that the snapshot is about; answers the renames that it could not use. */
function applySnapshot(tracks: Track[], keys: Set<string>, snapshot: Snapshot): UnusedRename[] {
  const matches = matchRows(tracks, snapshot);
  const matched = new Set([...matches.values()].map((match) => match.track));
  for (const track of tracks) {
    if (track.known.inPortfolio && !matched.has(track)) leave(track, snapshot);
  }
  for (const row of snapshot.rows) {
    const match = matches.get(row);
    if (match === undefined) tracks.push(begin(keys, row, snapshot));
    else advance(match, row, snapshot);
  }
  const recognised = new Set([...matches.keys()].map((row) => nameKey(row.name, row.department)));
  return snapshot.renames
    .filter(({ to }) => !recognised.has(nameKey(to.name, to.department)))
    .map((rename) => ({ file: snapshot.file, ...rename }));
}

interface Match {
  readonly track: Track;
  readonly basis: MatchBasis;
}

/**
 * Which row is which known project, surest ground first over the whole file, so that a weak match never takes a
 * project that a later row has by number. Each project is given away once.
 */
function matchRows(tracks: readonly Track[], snapshot: Snapshot): ReadonlyMap<ProjectRow, Match> {
  const matches = new Map<ProjectRow, Match>();
  const given = new Set<Track>();
  const pass = (
    basis: MatchBasis,
    keyOfTrack: (known: KnownProject) => string | null,
    keyOfRow: (row: ProjectRow) => string | null,
  ): void => {
    const free = indexTracks(tracks, given, keyOfTrack);
    for (const row of snapshot.rows) {
      const key = matches.has(row) ? null : keyOfRow(row);
      const track = key === null ? undefined : free.get(key);
      if (track === undefined || given.has(track)) continue;
      given.add(track);
      matches.set(row, { track, basis });
    }
  };
  const number = (of: { readonly number: string | null }): string | null =>
    of.number === null ? null : normalise(of.number);
  const name = (of: ProjectName): string => nameKey(of.name, of.department);
  const declared = new Map(snapshot.renames.map((rename) => [name(rename.to), name(rename.from)]));
  pass('number', number, number);
  pass('declared', name, (row) => declared.get(name(row)) ?? null);
  // Also when both have a number and the numbers differ: numbering schemes are revised (DH_0017 became DOH_0017). The
  // step then says "renumbered", for a person to judge.
  pass('name', name, name);
  return matches;
}

/** Key → project; of two under one key the one still in the portfolio, then the one seen last. */
function indexTracks(
  tracks: readonly Track[],
  given: ReadonlySet<Track>,
  keyOf: (known: KnownProject) => string | null,
): ReadonlyMap<string, Track> {
  const index = new Map<string, Track>();
  const rank = ({ known }: Track): string => `${known.inPortfolio ? 1 : 0}${known.lastReferenceDate}`;
  for (const track of tracks) {
    const key = given.has(track) ? null : keyOf(track.known);
    if (key === null) continue;
    const other = index.get(key);
    if (other === undefined || rank(track) > rank(other)) index.set(key, track);
  }
  return index;
}

function begin(keys: Set<string>, row: ProjectRow, snapshot: Snapshot): Track {
  const known: KnownProject = {
    key: takeKey(keys, row, snapshot),
    number: row.number,
    name: row.name,
    department: row.department,
    inPortfolio: true,
    lastReferenceDate: snapshot.referenceDate,
    values: valuesAfter({}, row),
    standing: standingOf(row),
  };
  return { known, steps: [stepOf(known.key, snapshot, row, null, [{ type: 'framed' }])] };
}

function advance({ track, basis }: Match, row: ProjectRow, snapshot: Snapshot): void {
  const before = track.known;
  const changes = [
    ...identityChanges(before, row, basis),
    ...TRACKED.flatMap((field) => fieldChange(before, row, field)),
  ];
  track.known = {
    key: before.key,
    number: row.number ?? before.number,
    name: row.name,
    department: row.department,
    inPortfolio: true,
    lastReferenceDate: snapshot.referenceDate,
    values: valuesAfter(before.values, row),
    standing: standingOf(row),
  };
  track.steps.push(stepOf(before.key, snapshot, row, basis, changes));
}

function leave(track: Track, snapshot: Snapshot): void {
  track.known = { ...track.known, inPortfolio: false, lastReferenceDate: snapshot.referenceDate };
  track.steps.push(stepOf(track.known.key, snapshot, null, null, [{ type: 'leftPortfolio' }]));
}

function identityChanges(before: KnownProject, row: ProjectRow, basis: MatchBasis): Change[] {
  const changes: Change[] = [];
  if (!before.inPortfolio) changes.push({ type: 'returned' });
  if (nameKey(before.name, before.department) !== nameKey(row.name, row.department)) {
    const from = { name: before.name, department: before.department };
    changes.push({ type: 'renamed', from, to: { name: row.name, department: row.department }, basis });
  }
  if (before.number !== null && row.number !== null && normalise(before.number) !== normalise(row.number)) {
    changes.push({ type: 'renumbered', from: before.number, to: row.number });
  }
  return changes;
}

/** At most one change per field. What was withheld or blank before and still is, is no change. */
function fieldChange(before: KnownProject, row: ProjectRow, field: TrackedField): Change[] {
  const cell: Cell<string | number> = row[field];
  const stood = before.standing[field];
  if (cell.kind === 'value') {
    if (before.values[field] !== cell.value) return [valueChange(before.values, row, field)];
    return stood === 'value' ? [] : [{ type: 'reportedAgain', field }];
  }
  if (cell.kind === 'withheld') return stood === 'withheld' ? [] : [{ type: 'withheld', field, ground: cell.ground }];
  if (stood === 'missing' || stood === 'unreadable') return [];
  const words = cell.kind === 'missing' ? (cell.words ?? null) : cell.text;
  return [{ type: 'notReported', field, words }];
}

function valueChange(before: TrackedValues, row: ProjectRow, field: TrackedField): Change {
  const after = valuesAfter({}, row);
  switch (field) {
    case 'startDate':
      return { type: 'startDateChanged', from: before.startDate ?? null, to: after.startDate as string };
    case 'endDate':
      return { type: 'endDateChanged', from: before.endDate ?? null, to: after.endDate as string };
    case 'wholeLifeCost':
      return { type: 'costChanged', from: before.wholeLifeCost ?? null, to: after.wholeLifeCost as number };
    case 'rating':
      return { type: 'ratingChanged', from: before.rating ?? null, to: after.rating as Rating };
  }
}

function valuesAfter(before: TrackedValues, { startDate, endDate, wholeLifeCost, rating }: ProjectRow): TrackedValues {
  return {
    ...before,
    ...(startDate.kind === 'value' ? { startDate: startDate.value } : {}),
    ...(endDate.kind === 'value' ? { endDate: endDate.value } : {}),
    ...(wholeLifeCost.kind === 'value' ? { wholeLifeCost: wholeLifeCost.value } : {}),
    ...(rating.kind === 'value' ? { rating: rating.value } : {}),
  };
}

function standingOf(row: ProjectRow): KnownProject['standing'] {
  return {
    startDate: row.startDate.kind,
    endDate: row.endDate.kind,
    wholeLifeCost: row.wholeLifeCost.kind,
    rating: row.rating.kind,
  };
}

/** Length of the keys in hex signs: 128 bits, more than enough against chance, and short enough for an id. */
const KEY_HEX_CHARS = 32;

function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, KEY_HEX_CHARS);
}

/** The import batch of a file: the same bytes are the same batch. */
export function batchOf(snapshot: Pick<Snapshot, 'sha256'>): string {
  return `portfolio-${snapshot.sha256.slice(0, KEY_HEX_CHARS)}`;
}

function takeKey(keys: Set<string>, row: ProjectRow, snapshot: Snapshot): string {
  const identity =
    row.number === null ? ['naam', nameKey(row.name, row.department)] : ['nummer', normalise(row.number)];
  const plain = `pf-${hash(snapshot.portfolio, ...identity)}`;
  // A new project under the name that another one gave up; its first reference date tells them apart.
  const key = keys.has(plain) ? `pf-${hash(snapshot.portfolio, ...identity, snapshot.referenceDate)}` : plain;
  keys.add(key);
  return key;
}

function stepOf(
  key: string,
  snapshot: Snapshot,
  row: ProjectRow | null,
  basis: MatchBasis | null,
  changes: readonly Change[],
): HistoryStep {
  return {
    referenceDate: snapshot.referenceDate,
    batch: batchOf(snapshot),
    file: snapshot.file,
    row: row?.row ?? null,
    project: row,
    basis,
    changes,
    idempotencyKey: `pf-${hash(snapshot.sha256, key, row === null ? 'vertrokken' : String(row.row))}`,
  };
}
