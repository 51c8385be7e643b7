import { FIRST_ATTEMPT, LESSONS } from './story-history.js';
import { act, byCollege, confirmed, euro, listed, openly, proposal, type StoryAct } from './story-parts.js';

/** Rows 8-19: a second start, with a sponsor at political level this time. */
export const START: readonly StoryAct[] = [
  ...begin(),
  ...people(),
  act('12', '2025-01-27', 'GrantMandate', mandateOfLead(), { as: 'AO', refused: ['MANDATE_CONSENT_MISSING'] }),
  act(
    '13',
    '2025-01-29',
    'RecordMandateConsent',
    { grantee: 'projectleider', person: 'p-vanommelen', by: 'gemandateerde', evidence: 'Brief van 28 januari 2025' },
    { as: 'AO' },
  ),
  act('13', '2025-01-29', 'GrantMandate', mandateOfLead(), { as: 'AO' }),
  ...lessons(),
  ...sponsor(),
];

function begin(): readonly StoryAct[] {
  const statement = 'Papier en digitaal naast elkaar kost tijd en leidt tot fouten.';
  const objective = 'De hele organisatie werkt digitaal en zaakgericht.';
  const decision = 'Opnieuw beginnen met zaakgericht werken';
  const mandate = { mandateId: 'M-MT', kind: 'mandaat', grantee: 'MT', subMandateAllowed: false };
  return [
    act('8', '2025-01-14', 'EstablishUrgency', { owner: 'MT', statement }, { as: 'MT' }),
    act('8', '2025-01-14', 'SetObjective', { objectiveId: 'DOEL-1', objective }, { as: 'MT' }),
    act(
      '8',
      '2025-01-14',
      'InitiateProgramme',
      { name: 'Zaakgericht Lindervoort', objective, mode: 'projectdriehoek' },
      // What the programme is called is no secret, whatever is still intern about it.
      { as: 'college', ...openly('Het programma Zaakgericht Lindervoort is gestart.') },
    ),
    act(
      '8',
      '2025-01-14',
      'GrantMandate',
      { ...mandate, decisionTypes: ['programmastart', 'rol'], validFrom: '2025-01-14' },
      byCollege,
    ),
    ...proposal('8', '2025-01-14', 'B-start', ['programmastart', 'MT', decision]),
    act(
      '8',
      '2025-01-14',
      'TakeDecision',
      { decisionId: 'B-start', decision, art169: 'nietVanToepassing' },
      { as: 'MT' },
    ),
    confirmed('8', '2025-01-14', 'B-start', 'MT'),
  ];
}

function people(): readonly StoryAct[] {
  const types = ['scopewijziging', 'fase', 'rol', 'pauze', 'hervatten', 'inrichting', 'go-no-go', 'decharge'];
  return [
    act('9', '2025-01-14', 'AppointRole', { role: 'AO', person: 'p-tichelaar', hired: false }, byCollege),
    act(
      '9a',
      '2025-01-14',
      'GrantMandate',
      {
        mandateId: 'M-AO',
        kind: 'mandaat',
        grantee: 'AO',
        decisionTypes: types,
        maxAmountPerItem: euro(50_000),
        maxDays: 15,
        maxScopeItems: 2,
        subMandateAllowed: true,
        validFrom: '2025-01-14',
      },
      byCollege,
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
  ];
}
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

/** The lessons of the first attempt come over into this dossier, and each gets a measure (S4-13). */
function lessons(): readonly StoryAct[] {
  return [
    ...LESSONS.map(([lessonId, causeType, lesson]) =>
      act(
        '15',
        '2025-02-11',
        'RecordLesson',
        { lessonId, causeType, lesson },
        { as: 'projectleider', ...openly(lesson) },
      ),
    ),
    ...LESSONS.map(([lessonId, , , measure]) =>
      act(
        '15',
        '2025-02-11',
        'MapLessonToMeasure',
        { lessonId, applicable: 'ja', measure },
        { as: 'projectleider', ...openly(measure) },
      ),
    ),
  ];
}

function sponsor(): readonly StoryAct[] {
  const types = ['scopewijziging', 'go-livestrategie', 'go-no-go', 'fase', 'pauze', 'hervatten'];
  const mandate = { mandateId: 'M-BO', kind: 'machtiging', grantee: 'BO', subMandateAllowed: false };
  const dates = { decisionTypes: types, validFrom: '2025-03-04' };
  return [
    act(
      '18',
      '2025-03-04',
      'AppointRole',
      { role: 'BO', person: 'p-oldenhave', hired: false },
      { ...byCollege, ...openly('Marit Oldenhave is bestuurlijk opdrachtgever.') },
    ),
    act('18', '2025-03-04', 'GrantMandate', { ...mandate, ...dates }, byCollege),
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
      { predecessor: FIRST_ATTEMPT, justification: 'Elke les heeft een maatregel.' },
      { as: 'MT' },
    ),
    act('19', '2025-03-11', 'EnterPhase', { phase: 'Voorbereiding', decisionId: 'B-fase-voorbereiding' }, byCollege),
    listed('20', '2025-03-11', 'B-fase-voorbereiding', 1),
  ];
}
