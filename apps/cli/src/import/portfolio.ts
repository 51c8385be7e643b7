import type { Engine } from '#dossier';
import { DOSSIER_PREFIX } from '#dossier';
import { framesEvents, journalEvents, lifecycleEvents, type NewEvent } from '#governance';
import type { Change, HistoryStep, PortfolioHistory, ProjectHistory } from '#interchange';

export interface ImportTally {
  readonly dossiers: number;
  readonly steps: number;
  readonly events: number;
  readonly repeated: number;
}

/** Records the history of every project as a dossier of its own; a second run of the same files records nothing. */
export async function recordHistory(
  engine: Engine,
  history: PortfolioHistory,
  step: (done: number) => void,
): Promise<ImportTally> {
  const tally = { dossiers: 0, steps: 0, events: 0, repeated: 0 };
  for (const project of history.projects) {
    tally.dossiers += 1;
    let last: Frame = {};
    for (const [index, part] of project.steps.entries()) {
      const events = eventsOf(project, part, index === 0, last);
      last = frameAfter(last, part);
      const result = await engine.importEvents({
        stream: DOSSIER_PREFIX + project.key,
        caller: { person: 'import', role: 'projectbureau' },
        batch: part.batch,
        key: part.idempotencyKey,
        classification: 'openbaar',
        items: events.map((event) => ({ event, occurredAt: part.referenceDate })),
      });
      if (result.kind !== 'recorded') throw new Error(`import of ${project.key} stopped: ${result.kind}`);
      tally.steps += 1;
      if (result.repeated) tally.repeated += events.length;
      else tally.events += events.length;
    }
    step(tally.dossiers);
  }
  return tally;
}

interface Frame {
  readonly endDate?: string;
  readonly credit?: number;
}
const FRAME_ID = 'K-portefeuille';

function frameAfter(last: Frame, part: HistoryStep): Frame {
  const endDate = part.project?.endDate.kind === 'value' ? part.project.endDate.value : last.endDate;
  const credit = part.project?.wholeLifeCost.kind === 'value' ? part.project.wholeLifeCost.value : last.credit;
  return { ...(endDate === undefined ? {} : { endDate }), ...(credit === undefined ? {} : { credit }) };
}

function eventsOf(project: ProjectHistory, part: HistoryStep, first: boolean, last: Frame): readonly NewEvent[] {
  const frame = frameAfter(last, part);
  const fields = {
    frameId: FRAME_ID,
    owner: 'college' as const,
    scope: 'Volgens het portefeuilleoverzicht',
    tolerances: [],
    norms: [],
    decisionId: `import-${part.batch}`.slice(0, 64),
    ...frame,
  };
  const changed = frame.endDate !== last.endDate || frame.credit !== last.credit;
  const events: NewEvent[] = [];
  if (first) {
    events.push(
      lifecycleEvents.ProgrammeInitiated.of({
        name: project.name.slice(0, 200),
        objective: 'Niet gemeld in het overzicht',
        mode: 'getrapt',
      }),
    );
    events.push(framesEvents.FrameAdopted.of(fields));
  } else if (changed) events.push(framesEvents.FrameAmended.of(fields));
  events.push(
    journalEvents.SnapshotRecorded.of({ batch: part.batch, row: part.row ?? 0, fields: part.changes.flatMap(fieldOf) }),
  );
  return events;
}

type SnapshotField = Parameters<typeof journalEvents.SnapshotRecorded.of>[0]['fields'][number];
const FIELD = { startDate: 'begindatum', endDate: 'einddatum', wholeLifeCost: 'kosten', rating: 'oordeel' } as const;
const words = (value: unknown): string => String(value).slice(0, 200);

function fieldOf(change: Change): readonly SnapshotField[] {
  const moved = (field: SnapshotField['field'], from: unknown, to: unknown): readonly SnapshotField[] => [
    { field, state: 'waarde', ...(from === null ? {} : { was: words(from) }), value: words(to) },
  ];
  switch (change.type) {
    case 'startDateChanged':
      return moved('begindatum', change.from, change.to);
    case 'endDateChanged':
      return moved('einddatum', change.from, change.to);
    case 'costChanged':
      return moved('kosten', change.from, change.to);
    case 'ratingChanged':
      return moved('oordeel', change.from, change.to);
    case 'withheld':
      return [{ field: FIELD[change.field], state: 'onthouden', ground: words(change.ground) }];
    case 'notReported':
      return [
        {
          field: FIELD[change.field],
          state: 'nietGemeld',
          ...(change.words === null ? {} : { value: words(change.words) }),
        },
      ];
    case 'renamed':
      return moved('naam', change.from.name, change.to.name);
    case 'leftPortfolio':
      return moved('aanwezig', 'ja', 'nee');
    case 'returned':
      return moved('aanwezig', 'nee', 'ja');
    case 'framed':
    case 'renumbered':
    case 'reportedAgain':
      return [];
  }
}
