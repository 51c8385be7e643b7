import { DEADLINE } from './story-frames.js';
import { FIRST_PROCESSES, FOUND_PROCESSES, HYBRID_PROCESSES, LEAVING_PROCESSES } from './story-processes.js';
import { act, openly, type StoryAct } from './story-parts.js';

const EXEMPTED_UNTIL = '2026-10-01';
const streamOf = (processId: string): string => `PS-${processId}`;

const TEAMS = [...new Set([...FIRST_PROCESSES, ...FOUND_PROCESSES].map(({ team }) => team))];
/** Row 30: the teams are asked. */
const ASKED: StoryAct = act('30', '2025-06-10', 'OpenInventory', { teams: TEAMS }, { as: 'AO' });
/** Row 34: the teams write down their own processes, who answers for each, and the paper beside it with its last day. */
const WRITTEN_DOWN: readonly StoryAct[] = [...FIRST_PROCESSES, ...FOUND_PROCESSES].flatMap(
  ({ itemId: processId, label, team }) => {
    const streamId = streamOf(processId);
    const byLine = (what: string, fields: Readonly<Record<string, unknown>>): StoryAct =>
      act('34', '2025-09-02', what, fields, { as: 'teamleider' });
    return [
      byLine('RecordProcess', { processId, label, team }),
      byLine('AssignProcessOwner', { processId, owner: `hoofd-${team}` }),
      byLine('RegisterPaperStream', { streamId, label: `Papieren dossiers ${label}`, processId }),
      byLine('SetPhaseOutDate', { streamId, until: DEADLINE }),
    ];
  },
);
const READY: readonly StoryAct[] = TEAMS.map((team) =>
  act('34', '2025-09-02', 'CompleteInventory', { team }, { as: 'teamleider' }),
);
export const PAPER_FOUND: readonly StoryAct[] = [ASKED, ...WRITTEN_DOWN, ...READY];

const inScope = [...FIRST_PROCESSES, ...FOUND_PROCESSES]
  .map(({ itemId }) => itemId)
  .filter((itemId) => !LEAVING_PROCESSES.includes(itemId));
const isHybrid = (processId: string): boolean => HYBRID_PROCESSES.includes(processId);
const closed = (row: string, on: string, processId: string, by: Partial<StoryAct>): StoryAct =>
  act(row, on, 'ClosePaperStream', { streamId: streamOf(processId) }, by);

/** Row 78: paper ends with the go-live, but for three processes that go on beside digital for a while. */
const AT_GO_LIVE: readonly StoryAct[] = inScope.flatMap((processId) => {
  const streamId = streamOf(processId);
  const leading = isHybrid(processId) ? 'hybride' : 'digitaal';
  return [
    act('78', '2026-06-15', 'SetLeadingChannel', { processId, leading }, { as: 'AO' }),
    isHybrid(processId)
      ? act('78', '2026-06-15', 'SetPhaseOutDate', { streamId, until: EXEMPTED_UNTIL }, { as: 'AO' })
      : closed('78', '2026-06-15', processId, { as: 'AO' }),
  ];
});
/** Row 86: the last of it. */
const LAST: readonly StoryAct[] = HYBRID_PROCESSES.flatMap((processId) => [
  closed('86', EXEMPTED_UNTIL, processId, {
    as: 'proceseigenaar',
    ...openly('De laatste papieren stromen zijn gesloten.'),
  }),
  act('86', EXEMPTED_UNTIL, 'SetLeadingChannel', { processId, leading: 'digitaal' }, { as: 'proceseigenaar' }),
]);
export const PAPER_CLOSED: readonly StoryAct[] = [...AT_GO_LIVE, ...LAST];
