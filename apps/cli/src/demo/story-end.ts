import { DOMAINS } from './story-processes.js';
import {
  act,
  byCollege,
  byRaad,
  CLERK,
  confirmed,
  euro,
  listed,
  openly,
  proposal,
  type StoryAct,
} from './story-parts.js';

const BO = 'p-rengerink';
const DOMAIN_MEASURES = 'De teams hebben een werkwijze, een eigenaar en een halfjaarlijkse toets.';

/** Rows 82-90: a correction, the end of aftercare, discharge, evaluation and close. */
export const END: readonly StoryAct[] = [
  act(
    '82',
    '2026-07-07',
    'RectifyRecord',
    {
      changes: [{ field: 'bedrag', is: String(euro(81_500)) }],
      reason: 'Overnamefout: het besluit noemt een lager bedrag.',
      evidence: 'Besluit SW-02 van 2 december 2025',
    },
    {
      target: { type: 'ImpactAssessed', changeId: 'SW-02' },
      ...openly('Overnamefout bij SW-02: het besluit noemt € 81.500.'),
    },
  ),
  act('84', '2026-09-15', 'ReportIncidents', { goLiveId: 'LG-1', weekOf: '2026-09-07', count: 4 }, { as: 'AO' }),
  act(
    '84',
    '2026-09-15',
    'EndAftercare',
    { goLiveId: 'LG-1', conclusion: 'Vier meldingen per week; de lijn neemt het over.' },
    { as: 'AO', ...openly('De nazorg is afgerond.') },
  ),
  ...discharge(),
  act(
    '87',
    '2026-10-08',
    'RecordEvaluation',
    { evaluationId: 'EVAL-1', summary: 'De raad besprak de eindevaluatie.', recommendationsAdopted: 'ja' },
    { ...byRaad, ...openly('De raad neemt de aanbevelingen van de eindevaluatie over.') },
  ),
  ...close(),
  act(
    '89',
    '2026-10-20',
    'GrantAuditAccess',
    { grantee: 'rekenkamer', scope: 'Zaakgericht Lindervoort', until: '2026-12-31' },
    { by: CLERK, recorder: 'griffie' },
  ),
  act(
    '90',
    '2026-10-27',
    'ShredPersonalData',
    { person: 'p-panel', ground: 'Contactgegevens niet meer nodig', authority: 'Functionaris gegevensbescherming' },
    { by: 'p-fg', recorder: 'FG' },
  ),
];

function discharge(): readonly StoryAct[] {
  return [
    ...proposal('85', '2026-09-29', 'B-decharge', ['decharge', 'college', 'Decharge projectleider']),
    act(
      '85',
      '2026-09-29',
      'GrantDischarge',
      { decisionId: 'B-decharge', statement: 'De projectleider heeft de opdracht volbracht.' },
      { ...byCollege, ...openly('De projectleider heeft decharge.') },
    ),
    act(
      '85',
      '2026-09-29',
      'StartImprovementPhase',
      { owner: 'team-informatie', statement: 'De lijn verbetert verder.' },
      { ...byCollege, ...openly('De doorontwikkeling gaat naar de lijn.') },
    ),
    ...DOMAINS.map((domain) =>
      act('85', '2026-09-29', 'TakeAnchoringMeasure', { domain, measure: DOMAIN_MEASURES }, { as: 'AO' }),
    ),
    listed('85', '2026-09-29', 'B-decharge', 3),
  ];
}

function close(): readonly StoryAct[] {
  const [own, other] = ['B-sluiten', 'B-sluiten-BO'];
  const statement = 'Het programma is afgerond: geëvalueerd, verankerd en belegd.';
  return [
    ...proposal('88', '2026-10-13', other, ['fase', 'BO', 'Programma sluiten']),
    act(
      '88',
      '2026-10-13',
      'TakeDecision',
      { decisionId: other, decision: statement, art169: 'nietVanToepassing' },
      { as: 'BO' },
    ),
    act(
      '88',
      '2026-10-13',
      'CloseProgramme',
      { statement, decisionId: own, coDecisionId: other },
      { as: 'AO', ...openly(statement) },
    ),
    confirmed('88', '2026-10-13', other, 'BO', BO),
    confirmed('88', '2026-10-13', own, 'AO'),
  ];
}
