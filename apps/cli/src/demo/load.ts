import { DOSSIER_PREFIX, openedEventsAt, type Engine, type SimulatedClock } from '#dossier';
import { commands, dayOf, describeCommand, isOwed, noonOf, validation, type Broken, type Duty } from '#governance';
import { readHistory, type HistoryFile } from '#interchange';
import { verifyLog } from '../../../server/src/proof/verify-log.js';
import { productVersion } from '../../../server/src/runtime/version.js';
import { recordHistoryFile } from '../import/history.js';
import { recordedOn, STORY } from './story.js';
import { FIRST_ATTEMPT, HISTORY, HISTORY_BATCH, HISTORY_FILE, HISTORY_ROW } from './story-history.js';
import { LEFT_OUT, type LeftOut } from './story-left-out.js';
import type { StoryAct } from './story-parts.js';

export interface Loaded {
  readonly dossier: string;
  readonly tally: {
    readonly recorded: number;
    readonly refused: number;
    readonly byTimekeeper: number;
    readonly history: { readonly rows: number; readonly recorded: number; readonly listed: HistoryFile['listed'] };
    readonly leftOut: readonly LeftOut[];
  };
}
export const LINDERVOORT = `${DOSSIER_PREFIX}zaakgericht-lindervoort`;

/**
 * Enters the story as commands, through the same handling as a user's, with a clock that follows the story. An act that
 * the story says is refused must be refused for exactly those rules, any other must be recorded: else loading stops.
 */
export async function loadLindervoort(
  engine: Engine,
  clock: SimulatedClock,
  step: (done: number) => void,
): Promise<Loaded> {
  const tally = { recorded: 0, refused: 0 };
  const minutes = new Map<string, number>();
  let history: HistoryFile | undefined;
  for (const act of STORY) {
    if (history === undefined && recordedOn(act) >= HISTORY_ROW.on) {
      clock.set(noonOf(HISTORY_ROW.on));
      history = await importFirstAttempt(engine);
    }
    clock.set(instantOf(act, minutes));
    await engine.advanceDossier(LINDERVOORT);
    const broken = await perform(engine, act);
    requireAsTold(act, broken);
    if (broken.length > 0) tally.refused += 1;
    else tally.recorded += 1;
  }
  step(1);
  return {
    dossier: LINDERVOORT,
    tally: {
      ...tally,
      byTimekeeper: await countByTimekeeper(engine),
      history: { rows: history!.rows, recorded: history!.events.length, listed: history!.listed },
      leftOut: LEFT_OUT,
    },
  };
}

/** The story says which rules refuse an act; any other answer means that story and rules have grown apart. */
function requireAsTold(act: StoryAct, broken: readonly Broken[]): void {
  const codes = new Set(broken.map(({ refusal }) => refusal.code));
  const expected = new Set(act.refused);
  if (codes.size === expected.size && [...codes].every((code) => expected.has(code))) return;
  const details = broken.map(({ refusal, detail }) => `${refusal.code}: ${detail}`).join(' ');
  throw new Error(
    `row ${act.row}, ${act.on} ${act.do}: expected ${[...expected].join() || 'recorded'}, got ${details || 'recorded'}`,
  );
}

/** Row 14: the first attempt comes in as a file, the way a project office would read it in. */
async function importFirstAttempt(engine: Engine): Promise<HistoryFile> {
  const lines = HISTORY.map(({ story: _, ...line }) => JSON.stringify(line));
  const file = readHistory(HISTORY_FILE, Buffer.from(`${lines.join('\n')}\n`), dayOf(engine.options.clock.now()));
  const result = await recordHistoryFile(engine, file, { stream: FIRST_ATTEMPT, batch: HISTORY_BATCH });
  if (result.kind === 'refused') throw new Error(result.broken.map(({ detail }) => detail).join(' '));
  return file;
}

/** Acts of one day keep the order of the story: each a minute after the one before. */
function instantOf(act: StoryAct, minutes: Map<string, number>): string {
  const day = recordedOn(act);
  const minute = (minutes.get(day) ?? 0) + 1;
  minutes.set(day, minute);
  return new Date(Date.parse(noonOf(day)) + minute * 60_000).toISOString();
}

async function perform(engine: Engine, act: StoryAct): Promise<readonly Broken[]> {
  const command = commands.find(({ name }) => name === act.do);
  if (command === undefined) throw new Error(`there is no command ${act.do}`);
  const fulfils = act.settles === true ? { fulfils: await dutiesCovered(engine, act.with) } : {};
  const verified = act.verifies === true ? await verifiedBy(engine) : {};
  const { plainToInstance, validateSync } = validation();
  const instance = plainToInstance(command, { ...act.with, ...fulfils, ...verified, ...(await entryOf(engine, act)) });
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0)
    throw new Error(
      `${act.on} ${act.do}: ${errors.map((error) => `${error.property} ${Object.values(error.constraints ?? {}).join()}`).join('; ')}`,
    );
  const onOrganisation = describeCommand(command).on === 'organisatie';
  const stream = onOrganisation ? (await engine.organisation()).stream : LINDERVOORT;
  const result = await engine.handle({
    command: instance,
    stream,
    caller: { person: act.by, role: act.recorder ?? 'projectbureau' },
    occurredAt: act.on,
    classification: act.secret === true ? 'geheim' : act.openly === true ? 'openbaar' : 'intern',
    ...(act.as === undefined ? {} : { onBehalfOf: act.as }),
    ...(act.summary === undefined ? {} : { publicSummary: act.summary }),
    ...(act.lateReason === undefined ? {} : { lateReason: act.lateReason }),
  });
  if (result.kind === 'recorded') return [];
  if (result.kind === 'refused') return result.broken;
  throw new Error(`${act.on} ${act.do}: ${result.kind}`);
}

/** The duties of this body that the document covers whole; a motion has an act of its own to end it. */
async function dutiesCovered(engine: Engine, document: StoryAct['with']): Promise<readonly string[]> {
  const { duties } = (await engine.dossier(LINDERVOORT)).state.informationDuties;
  const covers = new Set(document['covers'] as readonly string[]);
  const isCovered = ({ kind, about, dutyId }: Duty): boolean =>
    kind === 'college' || (about.length === 0 ? covers.has(dutyId) : about.every((id) => covers.has(id)));
  return [...duties.values()]
    .filter((duty) => duty.creditor === document['to'] && isOwed(duty) && duty.kind !== 'motie' && isCovered(duty))
    .map(({ dutyId }) => dutyId);
}

/** The number of the entry that an act is about. */
async function entryOf(engine: Engine, { target, on }: StoryAct): Promise<{ readonly entryId?: string }> {
  if (target === undefined) return {};
  const { log, vault } = engine.options;
  const events = await openedEventsAt(log, vault, LINDERVOORT, { knownUntil: undefined, day: on }, 'auditor');
  const found = events.find(({ type, data }) => type === target.type && data['changeId'] === target.changeId);
  return found === undefined ? {} : { entryId: found.meta.entryId };
}

/** The log as it is at that moment in the story, recomputed as `besluitspoor verify` does. */
async function verifiedBy(engine: Engine): Promise<object> {
  const { log, vault } = engine.options;
  const { signal } = new AbortController();
  const { size, root, findings } = await verifyLog({ log, vault, guarded: undefined, signal, onPage: () => undefined });
  return { size, root, intact: findings.length === 0, tool: `besluitspoor verify ${productVersion()}` };
}

async function countByTimekeeper(engine: Engine): Promise<number> {
  const entries = await engine.options.log.readStream(LINDERVOORT, 0, 5_000);
  return entries.filter((entry) => engine.options.vault.open(entry, () => false).data['role'] === 'timekeeper').length;
}
