import { act, byCollege, byRaad, collegeTakes, listed, openly, proposal, type StoryAct } from './story-parts.js';

const ESTIMATE = { secrecyId: 'GH-raming' } as const;
const STRATEGY = 'B-aanbesteding';
const subject = 'Raming van de aanbesteding';

/** Rows 32-41: the estimate of the tender, secret from the strategy until the raad lifts it after the award. */
export const SECRET: readonly StoryAct[] = [
  ...proposal('32', '2025-06-24', STRATEGY, ['inrichting', 'college', 'Aanbestedingsstrategie', 'juridisch']).map(
    secretly,
  ),
  secretly(collegeTakes('32', '2025-06-24', STRATEGY, 'Niet-openbare aanbesteding, met een raming als plafond.')),
  act(
    '32',
    '2025-06-24',
    'ImposeSecrecy',
    {
      ...ESTIMATE,
      subject,
      grounds: ['5.1.2.b'],
      motivation: 'Wie de raming kent, biedt daar net onder.',
      reviewOn: '2025-12-01',
      decisionIds: [STRATEGY],
    },
    byCollege,
  ),
  secretly(listed('32', '2025-06-24', STRATEGY, 5)),
  act('33', '2025-07-01', 'ShareSecret', { ...ESTIMATE, to: 'raad', wholeBody: true }, byCollege),
  act(
    '39',
    '2025-10-14',
    'LiftSecrecy',
    { ...ESTIMATE, motivation: 'De opdracht is gegund.' },
    { ...byCollege, refused: ['SECRECY_OTHER_ORGAN'] },
  ),
  act(
    '41',
    '2025-10-30',
    'LiftSecrecy',
    { ...ESTIMATE, motivation: 'De opdracht is gegund.' },
    {
      ...byRaad,
      ...openly('De raad heft de geheimhouding van de raming op.'),
    },
  ),
  act(
    '41',
    '2025-10-30',
    'PublishDecision',
    { decisionId: STRATEGY, publicText: 'De aanbestedingsstrategie en haar raming.', wooCategory: 'besluitenlijst' },
    { by: 'p-griffier', recorder: 'griffie', openly: true },
  ),
];

function secretly(each: StoryAct): StoryAct {
  const { openly: _, summary: __, ...rest } = each;
  return { ...rest, secret: true };
}
