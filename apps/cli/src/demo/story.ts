import type { Role } from '#governance';

/**
 * The example municipality Lindervoort, as acts. Rows are numbered as in the story (docs/lindervoort.md); supporting
 * acts that the rules ask for stand before the row they support. No figure that the engine computes is typed here.
 */
export interface StoryAct {
  readonly row: string;
  /** The day it happened. */
  readonly on: string;
  /** The day it was recorded, when that was later. */
  readonly recordedOn?: string;
  /** The command. */
  readonly do: string;
  readonly with: Readonly<Record<string, unknown>>;
  /** Who recorded: a reference, never a name. */
  readonly by: string;
  readonly recorder?: Role;
  readonly as?: Role;
  readonly openly?: boolean;
  readonly summary?: string;
  readonly lateReason?: string;
  /** The codes of the rules that must refuse it. */
  readonly refused?: readonly string[];
}
export const STORY_START = '2025-01-06T08:00:00.000Z';

const OFFICE = 'p-projectbureau';
const SECRETARY = 'p-secretaris';
const CLERK = 'p-griffier';
const euro = (amount: number): number => amount * 100;

type Rest = Partial<Omit<StoryAct, 'row' | 'on' | 'do' | 'with'>>;
const act = (
  row: string,
  on: string,
  what: string,
  fields: Readonly<Record<string, unknown>>,
  rest: Rest = {},
): StoryAct => ({ row, on, do: what, with: fields, by: OFFICE, ...rest });

const ADVISERS: Readonly<Record<string, Role>> = {
  financieel: 'concerncontroller',
  juridisch: 'adviseur',
  OR: 'OR',
  DPIA: 'FG',
};
const EFFECTS = {
  effectScope: 'Zie het voorstel',
  effectTime: 'Zie het voorstel',
  effectMoney: 'Zie het voorstel',
  effectQuality: 'Geen',
  effectRisk: 'Beperkt',
};

/** A proposal with its options and advice, submitted: what the rules ask before a decision of this type (R1). */
function proposal(
  row: string,
  on: string,
  decisionId: string,
  [decisionType, body, subject, ...advice]: readonly [string, Role, string, ...string[]],
): readonly StoryAct[] {
  return [
    act(
      row,
      on,
      'DraftProposal',
      { decisionId, decisionType, body, subject, question: `Stemt u in met: ${subject}?`, objectives: ['DOEL-1'] },
      { as: 'projectleider' },
    ),
    act(
      row,
      on,
      'RecordOption',
      { decisionId, optionId: `${decisionId}-0`, doNothing: true, label: 'Niets doen', ...EFFECTS },
      { as: 'projectleider' },
    ),
    act(
      row,
      on,
      'RecordOption',
      { decisionId, optionId: `${decisionId}-1`, doNothing: false, label: subject, ...EFFECTS },
      { as: 'projectleider' },
    ),
    ...advice.map((kind) =>
      act(
        row,
        on,
        'RenderAdvice',
        { decisionId, kind, verdict: 'positief', facts: 'Gelezen en akkoord.' },
        { as: ADVISERS[kind]!, by: `p-advies-${kind.toLowerCase()}` },
      ),
    ),
    act(row, on, 'SubmitProposal', { decisionId }, { as: 'projectleider' }),
  ];
}
const collegeTakes = (
  row: string,
  on: string,
  decisionId: string,
  decision: string,
  more: Readonly<Record<string, unknown>> = {},
): StoryAct =>
  act(
    row,
    on,
    'TakeDecision',
    { decisionId, decision, art169: 'geenIngrijpendeGevolgen', ...more },
    { by: SECRETARY, recorder: 'collegesecretariaat', as: 'college', openly: true, summary: decision },
  );
/** The list of the college, two working days later: an other person confirms what was decided (R2). */
const attested = (row: string, on: string, decisionId: string, listNumber: string): StoryAct =>
  act(
    row,
    on,
    'AttestDecision',
    { decisionId, evidence: 'besluitenlijst', listNumber },
    { by: CLERK, recorder: 'griffie', as: 'griffie' },
  );

const PEOPLE: readonly (readonly [string, string, boolean])[] = [
  ['p-oldenhave', 'Marit Oldenhave', true],
  ['p-rengerink', 'Tobias Rengerink', true],
  ['p-tichelaar', 'Ruben Tichelaar', false],
  ['p-vanommelen', 'Saskia van Ommelen', false],
  ['p-boukhari', 'Farid Boukhari', false],
];
const TEAMS: readonly (readonly [string, string, number])[] = [
  ['burgerzaken', 'Burgerzaken', 22],
  ['sociaal', 'Sociaal', 30],
  ['vth', 'VTH', 20],
  ['belastingen', 'Belastingen', 12],
  ['juridisch', 'Juridisch', 10],
  ['financien', 'Financiën', 14],
  ['communicatie', 'Communicatie', 8],
  ['ia', 'I&A', 16],
  ['ruimte', 'Ruimte', 32],
];
const asAdmin: Rest = { by: 'p-beheer', recorder: 'functioneelBeheer' };

const ORGANISATION: readonly StoryAct[] = [
  act(
    '0',
    '2025-01-06',
    'RegisterBody',
    { bodyId: 'college', name: 'College van burgemeester en wethouders', function: 'college', seats: 4 },
    asAdmin,
  ),
  act(
    '0',
    '2025-01-06',
    'RegisterBody',
    { bodyId: 'raad', name: 'Gemeenteraad', function: 'raad', seats: 21 },
    asAdmin,
  ),
  ...PEOPLE.map(([person, name, publicOfficial]) =>
    act('0', '2025-01-06', 'RegisterPerson', { person, name, publicOfficial }, asAdmin),
  ),
  act(
    '0',
    '2025-01-06',
    'StartMembership',
    { bodyId: 'college', person: 'p-oldenhave', function: 'wethouder' },
    asAdmin,
  ),
  ...TEAMS.map(([teamId, name, size]) => act('0', '2025-01-06', 'RegisterTeam', { teamId, name, size }, asAdmin)),
  act(
    '0',
    '2025-01-06',
    'AdoptPolicy',
    { title: 'Beleid Lindervoort v1', effectiveFrom: '2025-01-01', settings: '{"autoRaise":[]}' },
    asAdmin,
  ),
];

const START: readonly StoryAct[] = [
  act(
    '8',
    '2025-01-14',
    'EstablishUrgency',
    { owner: 'MT', statement: 'Papier en digitaal naast elkaar kost tijd en leidt tot fouten.' },
    { as: 'MT' },
  ),
  act(
    '8',
    '2025-01-14',
    'SetObjective',
    { objectiveId: 'DOEL-1', objective: 'De hele organisatie werkt digitaal en zaakgericht.' },
    { as: 'MT' },
  ),
  act(
    '8',
    '2025-01-14',
    'InitiateProgramme',
    {
      name: 'Zaakgericht Lindervoort',
      objective: 'De hele organisatie werkt digitaal en zaakgericht.',
      mode: 'projectdriehoek',
    },
    { as: 'college' },
  ),
  act(
    '8',
    '2025-01-14',
    'GrantMandate',
    {
      mandateId: 'M-MT',
      kind: 'mandaat',
      grantee: 'MT',
      decisionTypes: ['programmastart', 'rol'],
      subMandateAllowed: false,
      validFrom: '2025-01-14',
    },
    { by: SECRETARY, recorder: 'collegesecretariaat', as: 'college' },
  ),
  ...proposal('8', '2025-01-14', 'B-start', ['programmastart', 'MT', 'Opnieuw beginnen met zaakgericht werken']),
  act(
    '8',
    '2025-01-14',
    'TakeDecision',
    { decisionId: 'B-start', decision: 'Opnieuw beginnen met zaakgericht werken', art169: 'nietVanToepassing' },
    { as: 'MT' },
  ),
  act(
    '9',
    '2025-01-14',
    'AppointRole',
    { role: 'AO', person: 'p-tichelaar', hired: false },
    { by: SECRETARY, recorder: 'collegesecretariaat', as: 'college' },
  ),
  act(
    '9a',
    '2025-01-14',
    'GrantMandate',
    {
      mandateId: 'M-AO',
      kind: 'mandaat',
      grantee: 'AO',
      decisionTypes: ['scopewijziging', 'fase', 'rol', 'pauze', 'hervatten', 'inrichting', 'go-no-go', 'decharge'],
      maxAmountPerItem: euro(50_000),
      maxDays: 15,
      maxScopeItems: 2,
      subMandateAllowed: true,
      validFrom: '2025-01-14',
    },
    { by: SECRETARY, recorder: 'collegesecretariaat', as: 'college' },
  ),
  act(
    '11',
    '2025-01-20',
    'EngagePartner',
    { partnerId: 'helderplan', name: 'Bureau Helderplan', task: 'Projectleiding' },
    { as: 'AO' },
  ),
  act(
    '11',
    '2025-01-20',
    'AppointRole',
    { role: 'projectleider', person: 'p-vanommelen', hired: true, employer: 'Bureau Helderplan' },
    { as: 'AO' },
  ),
  act('12', '2025-01-27', 'GrantMandate', mandateOfLead(), { as: 'AO', refused: ['MANDATE_CONSENT_MISSING'] }),
  act(
    '13',
    '2025-01-29',
    'RecordMandateConsent',
    { grantee: 'projectleider', person: 'p-vanommelen', by: 'gemandateerde', evidence: 'Brief van 28 januari 2025' },
    { as: 'AO' },
  ),
  act('13', '2025-01-29', 'GrantMandate', mandateOfLead(), { as: 'AO' }),
];
function mandateOfLead(): Readonly<Record<string, unknown>> {
  return {
    mandateId: 'M-PL',
    kind: 'mandaat',
    grantee: 'projectleider',
    decisionTypes: ['scopewijziging'],
    maxAmountPerItem: euro(15_000),
    maxDays: 5,
    maxScopeItems: 0,
    subMandateAllowed: false,
    parentMandateId: 'M-AO',
    validFrom: '2025-01-29',
  };
}

const LESSONS = [
  ['LES-1', 'organisatie', 'Papier bleef naast digitaal bestaan', 'Papier met einddatum'],
  ['LES-2', 'bestuur', 'Er was geen bestuurlijke trekker', 'Bestuurlijk opdrachtgever'],
  ['LES-3', 'gedrag', 'Medewerkers waren niet betrokken', 'Teams inventariseren zelf'],
  ['LES-4', 'techniek', 'Het systeem was niet de oorzaak', 'Gedrag en proces in de scope'],
] as const;

const PREPARATION: readonly StoryAct[] = [
  ...LESSONS.map(([lessonId, causeType, lesson]) =>
    act('15', '2025-02-11', 'RecordLesson', { lessonId, causeType, lesson }, { as: 'projectleider', openly: true }),
  ),
  ...LESSONS.map(([lessonId, , , measure]) =>
    act(
      '15',
      '2025-02-11',
      'MapLessonToMeasure',
      { lessonId, applicable: 'ja', measure },
      { as: 'projectleider', openly: true },
    ),
  ),
  act(
    '18',
    '2025-03-04',
    'AppointRole',
    { role: 'BO', person: 'p-oldenhave', hired: false },
    { by: SECRETARY, recorder: 'collegesecretariaat', as: 'college', openly: true },
  ),
  act(
    '18',
    '2025-03-04',
    'GrantMandate',
    {
      mandateId: 'M-BO',
      kind: 'machtiging',
      grantee: 'BO',
      decisionTypes: ['scopewijziging', 'go-livestrategie', 'go-no-go', 'fase', 'pauze', 'hervatten'],
      subMandateAllowed: false,
      validFrom: '2025-03-04',
    },
    { by: SECRETARY, recorder: 'collegesecretariaat', as: 'college' },
  ),
  act(
    '18',
    '2025-03-04',
    'FormCoalition',
    { statement: 'Bestuurlijk en ambtelijk opdrachtgever en projectleider dragen dit samen.' },
    { as: 'BO' },
  ),
  act(
    '19',
    '2025-03-11',
    'RestartProgramme',
    { predecessor: 'digitaal-werken', justification: 'Elke les heeft een maatregel.' },
    { as: 'MT' },
  ),
  ...proposal('24', '2025-04-24', 'B-kaders-raad', [
    'kaders',
    'raad',
    'Krediet en kaders Zaakgericht Lindervoort',
    'financieel',
  ]),
  act(
    '24',
    '2025-04-24',
    'AdoptFrame',
    {
      frameId: 'K-raad',
      decisionId: 'B-kaders-raad',
      frame: {
        scope: 'Zaakgericht werken in de hele organisatie',
        credit: euro(1_450_000),
        contingency: euro(150_000),
        tolerances: [],
        norms: [],
        informRaadWithin: 10,
        informRaadAbovePercent: 50,
        informRaadAboveDays: 20,
      },
    },
    { by: CLERK, recorder: 'griffie', as: 'raad', openly: true, summary: 'De raad stelt krediet en kaders vast.' },
  ),
  ...proposal('26', '2025-05-06', 'B-kaders-college', ['kaders', 'college', 'Kaders van het college', 'financieel']),
  act(
    '26',
    '2025-05-06',
    'AdoptFrame',
    {
      frameId: 'K-college',
      decisionId: 'B-kaders-college',
      frame: {
        scope: '42 processen digitaal',
        scopeItems: 42,
        endDate: '2026-07-01',
        credit: euro(1_450_000),
        contingency: euro(150_000),
        tolerances: [{ level: 'AO', amountPerChange: euro(50_000), cumulativePercent: 50, days: 15, scopeItems: 2 }],
        norms: [
          { measure: 'conversie', label: 'Conversie', norm: 995 },
          { measure: 'mt-training', label: 'MT getraind', norm: 900 },
        ],
      },
    },
    {
      by: SECRETARY,
      recorder: 'collegesecretariaat',
      as: 'college',
      openly: true,
      summary: 'Het college stelt zijn kaders vast.',
    },
  ),
  act(
    '26',
    '2025-05-06',
    'AlignRequirements',
    { version: 1, agreement: 'Wensen, eisen en grenzen zijn afgestemd.' },
    { as: 'BO' },
  ),
  ...proposal('26', '2025-05-06', 'B-deadline', ['deadline', 'college', 'Harde deadline 1 juli 2026']),
  act(
    '26',
    '2025-05-06',
    'SetHardDeadline',
    {
      deadlineId: 'HD-1',
      kind: 'intern',
      dueOn: '2026-07-01',
      source: 'Besluit van het college',
      toleranceDays: 10,
      decisionId: 'B-deadline',
    },
    { by: SECRETARY, recorder: 'collegesecretariaat', as: 'college', openly: true },
  ),
  act(
    '26',
    '2025-05-06',
    'SetBaseline',
    {
      decisionId: 'B-kaders-college',
      endDate: '2026-06-01',
      items: [{ itemId: 'processen', kind: 'proces', domain: 'frontoffice', label: 'Processen', count: 42 }],
    },
    { as: 'projectleider' },
  ),
];

/** A change from proposal to routing; who decides follows from the figures. */
function change(
  row: string,
  on: string,
  assessedOn: string,
  changeId: string,
  subject: string,
  figures: {
    readonly amount: number;
    readonly days: number;
    readonly added?: number;
    readonly removed?: readonly string[];
    readonly scopeItems: number;
    readonly milestoneId?: string;
  },
): readonly StoryAct[] {
  const { amount, days, added, removed, scopeItems, milestoneId } = figures;
  const milestone = milestoneId === undefined ? {} : { milestoneId };
  const items =
    added === undefined
      ? {}
      : {
          added: [
            {
              itemId: `${changeId}-processen`,
              kind: 'proces',
              domain: 'frontoffice',
              label: `Processen uit ${changeId}`,
              count: added,
            },
          ],
        };
  return [
    act(
      row,
      on,
      'ProposeScopeChange',
      {
        changeId,
        subject,
        motivation: subject,
        amount,
        days,
        ...milestone,
        ...items,
        ...(removed === undefined ? {} : { removed }),
      },
      { as: 'projectleider' },
    ),
    act(
      row,
      assessedOn,
      'AssessImpact',
      {
        changeId,
        amount,
        days,
        scopeItems,
        ...milestone,
        hardDeadlineTouched: false,
        benefitDropped: false,
        normLowered: false,
      },
      { as: 'concerncontroller', by: 'p-boukhari' },
    ),
  ];
}

const DELIVERY: readonly StoryAct[] = [
  ...change('34', '2025-09-02', '2025-09-04', 'SW-01', '46 processen gevonden in plaats van 42', {
    amount: euro(38_000),
    days: 0,
    added: 4,
    scopeItems: 4,
  }),
  ...proposal('35', '2025-09-09', 'B-SW-01-AO', ['scopewijziging', 'AO', 'Vier processen meer', 'financieel']),
  act(
    '35',
    '2025-09-09',
    'ApproveScopeChange',
    { changeId: 'SW-01', decisionId: 'B-SW-01-AO', decision: 'Akkoord' },
    { as: 'AO', refused: ['OUTSIDE_AUTHORITY'] },
  ),
  ...proposal('36', '2025-09-16', 'B-SW-01', ['scopewijziging', 'college', 'Vier processen meer', 'financieel']),
  act(
    '36',
    '2025-09-16',
    'ApproveScopeChange',
    { changeId: 'SW-01', decisionId: 'B-SW-01', decision: '46 processen' },
    {
      by: SECRETARY,
      recorder: 'collegesecretariaat',
      as: 'college',
      openly: true,
      summary: 'Het college breidt het programma uit naar 46 processen.',
    },
  ),
  attested('36', '2025-09-18', 'B-SW-01', '2025-38/4'),
  ...proposal('38', '2025-10-07', 'B-gunning', [
    'gunning',
    'college',
    'Gunning zaaksysteem',
    'financieel',
    'juridisch',
  ]),
  collegeTakes('38', '2025-10-07', 'B-gunning', 'Gunning aan Zaakhuis BV', { amount: euro(612_000) }),
  attested('38', '2025-10-09', 'B-gunning', '2025-41/2'),
  act(
    '43',
    '2025-11-11',
    'RaiseEscalation',
    {
      escalationId: 'E-01',
      subject: 'Koppeling zes weken later',
      reason: 'De leverancier levert de koppeling later.',
      impact: 'Zes weken vertraging op de integratietest.',
      ask: 'Kies de noodkoppeling.',
    },
    { as: 'projectleider' },
  ),
  act(
    '46',
    '2025-11-24',
    'AnswerEscalation',
    { escalationId: 'E-01', answer: 'Tweesporenaanpak; voorstel naar het college.' },
    { as: 'BO' },
  ),
  ...change('47', '2025-11-25', '2025-11-25', 'SW-02', 'Noodkoppeling', {
    amount: euro(84_000),
    days: 25,
    scopeItems: 0,
    milestoneId: 'integratietest',
  }),
  ...proposal('48', '2025-12-02', 'B-SW-02', ['scopewijziging', 'college', 'Noodkoppeling', 'financieel']),
  act(
    '48',
    '2025-12-02',
    'ApproveScopeChange',
    { changeId: 'SW-02', decisionId: 'B-SW-02', decision: 'Noodkoppeling' },
    {
      by: SECRETARY,
      recorder: 'collegesecretariaat',
      as: 'college',
      openly: true,
      summary: 'Het college kiest de noodkoppeling.',
    },
  ),
  act(
    '48',
    '2025-12-02',
    'CloseEscalation',
    { escalationId: 'E-01', conclusion: 'Noodkoppeling besloten.' },
    { as: 'projectleider' },
  ),
  attested('51a', '2025-12-12', 'B-SW-02', '2025-49/1'),
  act(
    '53',
    '2025-12-19',
    'PauseProgramme',
    { reason: 'informatieplicht', explanation: 'De informatiepositie van de raad moet eerst op orde.' },
    { as: 'BO', openly: true, summary: 'Het programma ligt stil tot de raad goed is geïnformeerd.' },
  ),
  act(
    '54',
    '2026-01-13',
    'ResumeProgramme',
    { explanation: 'Aangescherpt informatieprotocol.' },
    {
      by: SECRETARY,
      recorder: 'collegesecretariaat',
      as: 'college',
      openly: true,
      summary: 'Het programma gaat verder met een strakker informatieprotocol.',
    },
  ),
  ...change('65', '2026-04-07', '2026-04-09', 'SW-03', 'Drie processen naar doorontwikkeling', {
    amount: euro(-20_000),
    days: 0,
    removed: ['SW-01-processen'],
    added: 1,
    scopeItems: -3,
  }),
  ...proposal('66', '2026-04-14', 'B-SW-03', [
    'scopewijziging',
    'college',
    'Drie processen naar doorontwikkeling',
    'financieel',
  ]),
  act(
    '66',
    '2026-04-14',
    'ApproveScopeChange',
    { changeId: 'SW-03', decisionId: 'B-SW-03', decision: '43 processen' },
    {
      by: SECRETARY,
      recorder: 'collegesecretariaat',
      as: 'college',
      openly: true,
      summary: 'Het college brengt het programma terug naar 43 processen.',
    },
  ),
  act(
    '71',
    '2026-05-26',
    'RaiseEscalation',
    {
      escalationId: 'E-02',
      subject: 'Conversiefouten 3,1%',
      reason: 'De conversie haalt de norm niet.',
      impact: 'De livegang loopt gevaar.',
      ask: 'Laat de leverancier herstellen.',
    },
    { as: 'projectleider' },
  ),
  act(
    '72',
    '2026-05-29',
    'DeEscalate',
    { escalationId: 'E-02', to: 'L0', term: 5, assignment: 'Herstelplan van de leverancier uitvoeren.' },
    { as: 'AO' },
  ),
  act(
    '73',
    '2026-06-04',
    'EndRole',
    { role: 'BO', reason: 'Nieuw college' },
    { by: CLERK, recorder: 'griffie', as: 'griffie', openly: true },
  ),
  act(
    '75',
    '2026-06-09',
    'StartMembership',
    { bodyId: 'college', person: 'p-rengerink', function: 'wethouder' },
    asAdmin,
  ),
  act(
    '75',
    '2026-06-09',
    'AppointRole',
    { role: 'BO', person: 'p-rengerink', hired: false },
    { by: SECRETARY, recorder: 'collegesecretariaat', as: 'college', openly: true },
  ),
  act(
    '80',
    '2026-06-25',
    'RecordJournalEntry',
    { kind: 'succes', subject: 'Mijlpaal gevierd', note: 'De livegang is gevierd.', teams: [] },
    { as: 'AO', openly: true },
  ),
];

export const STORY: readonly StoryAct[] = [...ORGANISATION, ...START, ...PREPARATION, ...DELIVERY];

/** Rows that wait for the parts of the domain that come later, or for which the story here has no act yet. */
export const LEFT_OUT: readonly string[] = [
  '1-7',
  '14',
  '16',
  '17',
  '20-23',
  '25',
  '27-33',
  '37',
  '39-42',
  '49-52',
  '55-64',
  '67-70',
  '74',
  '76-79',
  '81-90',
];
