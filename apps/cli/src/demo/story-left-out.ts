/**
 * Rows of the story that are not entered yet, and the part of the domain that each waits for. Derived signals and what
 * the timekeeper writes are never entered (docs of the story), so they do not stand here.
 */
export interface LeftOut {
  readonly row: string;
  readonly waitsFor: string;
  readonly what: string;
}
const rows = (waitsFor: string, ...of: readonly (readonly [row: string, what: string])[]): readonly LeftOut[] =>
  of.map(([row, what]) => ({ row, waitsFor, what }));

export const LEFT_OUT: readonly LeftOut[] = [
  ...rows('systemen', ['38', 'SystemSelected']),
  ...rows('budget', ['24', 'BudgetMadeAvailable'], ['38', 'CommitmentBooked']),
  ...rows('risico’s', ['42', 'RiskIdentified']),
  ...rows(
    'belanghebbenden',
    ['16', 'StakeholderRegistered, AttitudeAssessed, StakeholderInvolved'],
    ['37', 'QualityAssessed, AcceptanceMeasured'],
    ['59', 'ObjectionRaised'],
    ['60', 'ObjectionRaised'],
    ['61', 'NegotiationRecorded, ObjectionAnswered, ObjectionResolved'],
    ['62', 'QualityAssessed, AcceptanceMeasured'],
    ['83', 'QualityAssessed, AcceptanceMeasured'],
  ),
  ...rows('training', ['57', 'TrainingDelivered'], ['57a', 'TrainingDelivered'], ['58', 'TrainingDelivered']),
  ...rows('plan en visie', ['26', 'PlanAdopted'], ['31', 'VisionAdopted']),
];
