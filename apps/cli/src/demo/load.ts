import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { DOSSIER_PREFIX, type Engine, type SimulatedClock } from '#dossier';
import { commands, describeCommand, noonOf } from '#governance';
import { LEFT_OUT, STORY } from './story.js';
import type { StoryAct } from './story-parts.js';

export interface Loaded {
  readonly dossier: string;
  readonly tally: {
    readonly recorded: number;
    readonly refused: number;
    readonly byTimekeeper: number;
    readonly leftOut: readonly string[];
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
  for (const act of STORY) {
    clock.set(instantOf(act, minutes));
    await engine.advanceDossier(LINDERVOORT);
    const codes = await perform(engine, act);
    const expected = act.refused ?? [];
    if ([...codes].sort().join() !== [...expected].sort().join()) {
      throw new Error(
        `${act.on} ${act.do}: expected ${expected.join(', ') || 'recorded'}, got ${codes.join(', ') || 'recorded'}`,
      );
    }
    if (codes.length > 0) tally.refused += 1;
    else tally.recorded += 1;
  }
  step(1);
  return {
    dossier: LINDERVOORT,
    tally: { ...tally, byTimekeeper: await countByTimekeeper(engine), leftOut: LEFT_OUT },
  };
}

/** Acts of one day keep the order of the story: each a minute after the one before. */
function instantOf(act: StoryAct, minutes: Map<string, number>): string {
  const day = act.recordedOn ?? act.on;
  const minute = (minutes.get(day) ?? 0) + 1;
  minutes.set(day, minute);
  return new Date(Date.parse(noonOf(day)) + minute * 60_000).toISOString();
}

async function perform(engine: Engine, act: StoryAct): Promise<readonly string[]> {
  const command = commands.find(({ name }) => name === act.do);
  if (command === undefined) throw new Error(`there is no command ${act.do}`);
  const instance = plainToInstance(command, act.with);
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
    classification: act.openly === true ? 'openbaar' : 'intern',
    ...(act.as === undefined ? {} : { onBehalfOf: act.as }),
    ...(act.summary === undefined ? {} : { publicSummary: act.summary }),
    ...(act.lateReason === undefined ? {} : { lateReason: act.lateReason }),
  });
  if (result.kind === 'recorded') return [];
  if (result.kind === 'refused')
    return [...new Set(result.broken.map(({ refusal }) => refusal.code))].map((code) => code);
  throw new Error(`${act.on} ${act.do}: ${result.kind}`);
}

async function countByTimekeeper(engine: Engine): Promise<number> {
  const entries = await engine.options.log.readStream(LINDERVOORT, 0, 5_000);
  return entries.filter((entry) => engine.options.vault.open(entry, () => false).data['role'] === 'timekeeper').length;
}
