import { RoleAppointed } from '../coalition/events.js';
import type { Role } from '../kernel/roles.js';
import { expectRefused, given, when, type Given } from '../kernel/test-kit.js';
import { ProgrammeInitiated } from '../lifecycle/events.js';
import type { DossierState } from '../dossier.js';
import { initialOrganisation } from '../organisation/state.js';
import { deriveSignals } from '../signals/derive.js';
import * as commands from './commands.js';
import { decideFrames } from './decide.js';
import * as events from './events.js';

// What it takes to decide is specified with the decisions; here every own decision is within the power of its body.
jest.mock('../decisions/taking.js', () => ({ takeOwnDecision: () => ({ decisionId: 'B-1', broken: [], events: [] }) }));

const start = ProgrammeInitiated.of({ name: 'n', objective: 'o', mode: 'getrapt' });
const full = {
  scope: 's',
  scopeItems: 42,
  credit: 100,
  endDate: '2026-07-01',
  tolerances: [{ level: 'AO' as const, days: 15 }],
  norms: [{ measure: 'm', label: 'l', norm: 995 }],
};
const adopted = (owner: 'college' | 'raad', over: object = {}) =>
  events.FrameAdopted.of({ frameId: owner, owner, ...full, decisionId: 'B', ...over });
const deadline = (kind: 'intern' | 'extern', body: 'college' | 'extern') =>
  events.HardDeadlineSet.of({ deadlineId: 'D', kind, body, dueOn: '2026-07-01', source: 's' });
const milestone = events.MilestonePlanned.of({ milestoneId: 'M', label: 'l', plannedOn: '2025-05-01' });
const both = (['BO', 'AO'] as const).map((role) => RoleAppointed.of({ role, person: role, hired: false }));
const exempt = { deadlineId: 'D', until: '2026-10-01', items: ['P'] };
const move = { deadlineId: 'D', to: '2026-08-01' };

const own = { deadlineId: 'D', kind: 'intern', dueOn: '2026-07-01', source: 's' };
const benefit = (fields: Partial<Parameters<typeof events.BenefitDefined.of>[0]> = {}) =>
  events.BenefitDefined.of({ benefitId: 'BT', label: 'l', ...fields });

type Row = readonly [
  name: string,
  command: new () => object,
  fields: object,
  as: Role,
  history: readonly Given[],
  ...codes: string[],
];
const votes = { votesFor: 17, votesAgainst: 4 };
const rows: readonly Row[] = [
  ['S1-05 college adopts', commands.AdoptFrame, { frame: full }, 'college', [start]],
  [
    'S1-05 college adopts all axes',
    commands.AdoptFrame,
    { frame: { ...full, norms: [] } },
    'college',
    [start],
    'FRAME_INCOMPLETE',
  ],
  ['one current frame', commands.AdoptFrame, { frame: full }, 'college', [start, adopted('college')], 'FRAME_EXISTS'],
  ['within the raad', commands.AdoptFrame, { frame: full }, 'college', [start, adopted('raad')]],
  [
    'not beyond the raad',
    commands.AdoptFrame,
    { frame: full },
    'college',
    [start, adopted('raad', { credit: 99, endDate: '2026-06-30', tolerances: [{ level: 'AO', days: 14 }] })],
    'FRAME_BEYOND_RAAD',
    'FRAME_BEYOND_RAAD',
    'FRAME_BEYOND_RAAD',
  ],
  [
    'S1-05 owner amends',
    commands.AmendFrame,
    { frameId: 'raad', frame: full, ...votes },
    'raad',
    [start, adopted('raad')],
  ],
  [
    'the raad votes on its frame',
    commands.AmendFrame,
    { frameId: 'raad', frame: full },
    'raad',
    [start, adopted('raad')],
    'VOTES_MISSING',
  ],
  [
    'no frame against a majority',
    commands.AdoptFrame,
    { frame: full, votesFor: 4, votesAgainst: 17 },
    'raad',
    [start],
    'VOTES_AGAINST',
  ],
  [
    'S1-05 another does not',
    commands.AmendFrame,
    { frameId: 'raad', frame: full },
    'college',
    [start, adopted('raad')],
    'NOT_THE_FRAME_OWNER',
  ],
  ['setting body moves', commands.MoveHardDeadline, move, 'college', [start, deadline('intern', 'college')]],
  [
    'another does not move',
    commands.MoveHardDeadline,
    move,
    'AO',
    [start, deadline('intern', 'college')],
    'DEADLINE_NOT_YOURS',
  ],
  [
    'S2-01 external never moves',
    commands.MoveHardDeadline,
    move,
    'college',
    [start, deadline('extern', 'extern')],
    'EXTERNAL_DEADLINE_FIXED',
  ],
  ['LV-12 setting body exempts', commands.GrantExemption, exempt, 'college', [start, deadline('intern', 'college')]],
  [
    'another does not exempt',
    commands.GrantExemption,
    exempt,
    'BO',
    [start, deadline('intern', 'college')],
    'DEADLINE_NOT_YOURS',
  ],
  [
    'external exemption cites',
    commands.GrantExemption,
    { ...exempt, decisionId: 'X' },
    'AO',
    [start, deadline('extern', 'extern')],
  ],
  [
    'external exemption without',
    commands.GrantExemption,
    exempt,
    'AO',
    [start, deadline('extern', 'extern')],
    'EXTERNAL_DECISION_MISSING',
  ],
  [
    'exempts something',
    commands.GrantExemption,
    { ...exempt, items: [] },
    'college',
    [start, deadline('intern', 'college')],
    'EXEMPTION_EMPTY',
  ],
  ['S1-11 aligns', commands.AlignRequirements, { version: 1, agreement: 'a' }, 'BO', [start, ...both]],
  [
    'S1-11 aligns not alone',
    commands.AlignRequirements,
    { version: 1 },
    'AO',
    [start],
    'ALIGNMENT_NEEDS_BOTH',
    'ALIGNMENT_NEEDS_BOTH',
  ],
  [
    'forecasts',
    commands.ForecastMilestone,
    { milestoneId: 'M', forecastOn: '2025-07-01' },
    'projectleider',
    [start, milestone],
  ],
  [
    'reaches not tomorrow',
    commands.ReachMilestone,
    { milestoneId: 'M', reachedOn: '2025-06-03' },
    'projectleider',
    [start, milestone],
    'DAY_IN_FUTURE',
  ],
  ['S1-04 declares an appetite', commands.DeclareRiskAppetite, { statement: 's' }, 'BO', [start]],
  ['S1-04 not before the start', commands.DeclareRiskAppetite, { statement: 's' }, 'BO', [], 'PROGRAMME_NOT_STARTED'],
  ['sets an objective', commands.SetObjective, { objectiveId: 'D-1', objective: 'o' }, 'BO', []],
  [
    'sets an objective once',
    commands.SetObjective,
    { objectiveId: 'D-1', objective: 'o' },
    'BO',
    [start, events.ObjectiveSet.of({ objectiveId: 'D-1', objective: 'o' })],
    'ALREADY_EXISTS',
  ],
  ['proposes a frame', commands.ProposeFrame, { frameId: 'K', owner: 'raad', frame: full }, 'AO', [start]],
  [
    'proposes it once',
    commands.ProposeFrame,
    { frameId: 'raad', owner: 'raad', frame: full },
    'AO',
    [start, adopted('raad')],
    'ALREADY_EXISTS',
  ],
  [
    'the raad says something',
    commands.AdoptFrame,
    { frame: { scope: 's', tolerances: [], norms: [] }, ...votes },
    'raad',
    [start],
    'FRAME_INCOMPLETE',
  ],
  ['amends what holds', commands.AmendFrame, { frameId: 'K-9', frame: full }, 'college', [start], 'NOT_FOUND'],
  [
    'S1-11 aligns a higher version',
    commands.AlignRequirements,
    { version: 1, agreement: 'a' },
    'BO',
    [start, ...both, events.RequirementsAligned.of({ version: 1, agreement: 'a' })],
    'ALIGNMENT_VERSION_OLD',
  ],
  ['S4-06 sets an own deadline', commands.SetHardDeadline, own, 'college', [start]],
  ['S2-01 S4-06 records an imposed one', commands.SetHardDeadline, { ...own, kind: 'extern' }, 'AO', [start]],
  [
    'S4-06 sets it once',
    commands.SetHardDeadline,
    own,
    'college',
    [start, deadline('intern', 'college')],
    'ALREADY_EXISTS',
  ],
  [
    'S4-06 moves to another day',
    commands.MoveHardDeadline,
    { deadlineId: 'D', to: '2026-07-01' },
    'college',
    [start, deadline('intern', 'college')],
    'DEADLINE_UNCHANGED',
  ],
  ['moves what is there', commands.MoveHardDeadline, move, 'college', [start], 'NOT_FOUND'],
  [
    'exempts beyond the day',
    commands.GrantExemption,
    { ...exempt, until: '2026-07-01' },
    'college',
    [start, deadline('intern', 'college')],
    'EXEMPTION_EMPTY',
  ],
  [
    'plans a milestone',
    commands.PlanMilestone,
    { milestoneId: 'M', label: 'l', plannedOn: '2025-05-01' },
    'AO',
    [start],
  ],
  [
    'plans it once',
    commands.PlanMilestone,
    { milestoneId: 'M', label: 'l', plannedOn: '2025-05-01' },
    'AO',
    [start, milestone],
    'ALREADY_EXISTS',
  ],
  ['forecasts what is planned', commands.ForecastMilestone, { milestoneId: 'M' }, 'AO', [start], 'NOT_FOUND'],
  ['S2-07 reaches', commands.ReachMilestone, { milestoneId: 'M', reachedOn: '2025-06-02' }, 'AO', [start, milestone]],
  [
    'S2-07 reaches once',
    commands.ReachMilestone,
    { milestoneId: 'M', reachedOn: '2025-06-02' },
    'AO',
    [start, milestone, events.MilestoneReached.of({ milestoneId: 'M', reachedOn: '2025-06-01' })],
    'MILESTONE_ALREADY_REACHED',
  ],
  ['S2-08 defines a benefit', commands.DefineBenefit, { benefitId: 'BT', label: 'l' }, 'AO', [start]],
  [
    'S2-08 defines it once',
    commands.DefineBenefit,
    { benefitId: 'BT', label: 'l' },
    'AO',
    [start, benefit()],
    'ALREADY_EXISTS',
  ],
  ['measures a benefit', commands.MeasureBenefit, { benefitId: 'BT', value: 5 }, 'AO', [start, benefit()]],
  ['measures what is defined', commands.MeasureBenefit, { benefitId: 'BT', value: 5 }, 'AO', [start], 'NOT_FOUND'],
  [
    'overrides for a while',
    commands.OverrideStatus,
    { axis: 'tijd', status: 'groen', until: '2025-06-30', reason: 'r' },
    'BO',
    [start],
  ],
  [
    'overrides not the past',
    commands.OverrideStatus,
    { axis: 'tijd', status: 'groen', until: '2025-06-01', reason: 'r' },
    'BO',
    [start],
    'END_DATE_PASSED',
  ],
];

describe('frames', () => {
  for (const [name, command, fields, as, history, ...codes] of rows) {
    it(name, () => {
      const outcome = when(given(...history), decideFrames, command, fields, { as });
      if (codes.length > 0) expectRefused(outcome, ...codes);
      else expect(outcome).toMatchObject({ ok: true });
    });
  }
});

describe('benefits', () => {
  it.each([
    ['S4-20', 'intern'],
    ['S5-17', 'maatschappelijk'],
  ] as const)('%s keeps for whom a benefit is: %s', (_row, kind) => {
    const command = { benefitId: 'BT', label: 'l', kind, owner: 'AO', baseline: 10 };
    const outcome = when(given(start), decideFrames, commands.DefineBenefit, command, { as: 'AO' });
    expect(outcome).toMatchObject({ events: [{ data: { kind } }] });
    const state = given(start, benefit({ kind, owner: 'AO', baseline: 10 }));
    expect(state.frames.benefits.get('BT')).toMatchObject({ kind, baseline: 10 });
    const without = given(start, benefit({ kind }));
    const codes = (of: DossierState) =>
      deriveSignals(of, initialOrganisation(), '2025-06-03').filter(({ code }) => code === 'BAAT_ZONDER_BASIS').length;
    expect([codes(without), codes(state)]).toEqual([1, 0]);
  });
});
