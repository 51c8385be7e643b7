import type { OpenedDossierEvent } from '#governance';
import { escalationLadder, goLiveCalendar } from '#read-models';
import { at, story } from './story.fixture.js';
import { evidenceOf, renderReport } from './index.js';

type Line = readonly [day: string, type: string, data: Readonly<Record<string, unknown>>];
/** The story with more of it, each in its place by its day. */
function told(...more: readonly Line[]): readonly OpenedDossierEvent[] {
  const before = story();
  const added = more.map(([day, type, data], index) => {
    const position = before.length + index;
    return { type, data, meta: { ...before[0]!.meta, entryId: `N${position}`, position, day } };
  }) as unknown as readonly OpenedDossierEvent[];
  return [...before, ...added].sort((a, b) => a.meta.day.localeCompare(b.meta.day));
}
function ladderOf(...more: readonly Line[]) {
  const doc = escalationLadder.initial();
  for (const event of told(...more)) escalationLadder.evolve(doc, event);
  return escalationLadder.present(doc, at('2026-05-20'));
}
function calendarOf(day: string, ...more: readonly Line[]) {
  const doc = goLiveCalendar.initial();
  for (const event of told(...more)) goLiveCalendar.evolve(doc, event);
  return goLiveCalendar.present(doc, at(day));
}
const page = (name: string, presented: unknown, ...more: readonly Line[]): string =>
  renderReport(
    name,
    presented,
    { position: 99, viewVersion: 1, day: '2026-05-20', logSize: 120 },
    evidenceOf(told(...more)),
  ).replaceAll('\u00a0', ' ');

const delivered = (wholeBody: boolean, covers: readonly string[]): Line => [
  '2025-12-12',
  'InformationDelivered',
  { deliveryId: 'L-1', to: 'raad', wholeBody, channel: 'brief', subject: 'Raadsbrief vertraging', covers },
];
const duty: Line = [
  '2025-11-25',
  'InformationDutyIncurred',
  {
    dutyId: 'IP-9',
    kind: 'toezegging',
    owing: 'BO',
    creditor: 'raad',
    subject: 'Gevolgen van de koppeling',
    about: ['E-01'],
    knownOn: '2025-11-25',
    dueOn: '2025-12-09',
  },
];
const secrecy = (covered: object): Line => [
  '2025-11-26',
  'SecrecyImposed',
  {
    secrecyId: 'GH-9',
    imposedBy: 'college',
    grounds: ['5.1.2.b'],
    byLaw: false,
    liftableBy: 'college',
    decisionIds: [],
    documentIds: [],
    meetingIds: [],
    subject: 'Zeer geheim',
    ...covered,
  },
];
const agenda = (kind: string, ref: string): readonly Line[] => [
  ['2025-11-27', 'MeetingHeld', { meetingId: 'VG-9', body: 'college', meetingType: 'regulier' }],
  [
    '2025-11-27',
    'AgendaItemPlaced',
    { meetingId: 'VG-9', agendaItemId: 'A-9', subject: 'Koppeling', links: [{ kind, ref }] },
  ],
];

describe('what the dossier says around an escalation', () => {
  const around = (...more: readonly Line[]) => ladderOf(...more).around['E-01']!;
  const tellsRaad = (...more: readonly Line[]) =>
    around(...more).informed.find(({ knower }) => knower === 'raad')?.document;

  it('names who was told, since when and by which document, and who was not', () => {
    expect(tellsRaad(delivered(true, ['E-01']))).toBe('Raadsbrief vertraging');
    expect(tellsRaad(delivered(true, ['N8']))).toBe('Raadsbrief vertraging');
    expect(tellsRaad(delivered(false, ['E-01']))).toBeUndefined();
    expect(tellsRaad(delivered(true, ['SW-02']))).toBeUndefined();
    expect(around().informed.map(({ knower, on, way }) => [knower, on, way])).toEqual([
      ['AO', '2025-11-11', 'escalatie'],
      ['BO', '2025-11-19', 'escalatie'],
    ]);
    expect(around().notInformed).toEqual(['projectleider', 'college', 'raad', 'openbaar']);
    expect(around(delivered(true, ['E-01'])).notInformed).not.toContain('raad');
  });
  it('names the decision that answered it, what is owed because of it and where it stood on the agenda', () => {
    expect(around().decisions).toEqual([]);
    const answered: Line = [
      '2025-12-03',
      'EscalationAnswered',
      { escalationId: 'E-01', level: 'L3', decisionId: 'D2' },
    ];
    expect(around(answered).decisions).toMatchObject([
      { decisionId: 'D2', subject: 'Noodkoppeling', body: 'college', takenOn: '2025-12-02' },
    ]);
    expect([around().duties.length, around(duty).duties.length]).toEqual([0, 1]);
    expect(around(...agenda('escalatie', 'E-01')).agenda).toMatchObject([
      { meeting: 'college', on: '2025-11-27', held: true, subject: 'Koppeling' },
    ]);
    expect(around(...agenda('escalatie', 'E-02')).agenda).toEqual([]);
    expect(around(...agenda('livegang', 'E-01')).agenda).toEqual([]);
  });
  it('counts what is secret around it and never says what', () => {
    const own = secrecy({ entryIds: ['N8'] });
    expect(around(own).secret.value).toBe(1);
    expect(around(secrecy({ entryIds: ['N1'] })).secret.value).toBe(0);
    expect(around(secrecy({ entryIds: { hidden: 'withheld' } })).secret.value).toBe(0);
    expect(around(own, ['2025-12-20', 'SecrecyLifted', { secrecyId: 'GH-9', liftedBy: 'college' }]).secret.value).toBe(
      0,
    );
    const html = page('escalation-ladder', ladderOf(own), own);
    expect(html).toContain('In dit programma zijn 2 onderwerpen onder geheimhouding.');
    expect(html).toContain('Daarvan gaat het bij E-01 om 1.');
    expect(html).not.toContain('Zeer geheim');
    expect(html).not.toContain('Geheime raming');
  });
});

describe('what the calendar says of a go-live', () => {
  const paper = (...more: readonly Line[]): readonly Line[] => [
    ['2025-09-02', 'ProcessRecorded', { processId: 'P1', label: 'Bezwaar', team: 'Juridisch' }],
    ['2025-09-02', 'PaperStreamRegistered', { streamId: 'S1', label: 'Dossiers op papier', processId: 'P1' }],
    ...more,
  ];
  const until = (day: string): Line => ['2025-10-01', 'PhaseOutDateSet', { streamId: 'S1', until: day }];
  const streamOn = (day: string, ...more: readonly Line[]) => calendarOf(day, ...paper(...more)).paper.streams[0]!;

  it('S4-02 shows paper without a last day, within it, after it, and closed', () => {
    expect([streamOn('2026-05-20').light, streamOn('2026-05-20').until]).toEqual(['let op', null]);
    expect(streamOn('2026-05-20', until('2026-05-20'))).toMatchObject({ light: 'goed', workingDaysOver: 0 });
    expect(streamOn('2026-05-21', until('2026-05-20'))).toMatchObject({ light: 'fout', workingDaysOver: 1 });
    const closed: Line = ['2026-05-20', 'PaperStreamClosed', { streamId: 'S1' }];
    expect(streamOn('2026-05-21', until('2026-05-20'), closed)).toMatchObject({ light: 'goed', workingDaysOver: 0 });
    const later: Line = ['2026-01-05', 'PhaseOutDateSet', { streamId: 'S1', until: '2026-10-01' }];
    expect(streamOn('2026-05-21', until('2026-05-20'), later)).toMatchObject({
      earlier: ['2026-05-20'],
      light: 'goed',
    });
  });
  it('S4-12 names the processes without an owner, and what is still on paper per team', () => {
    const { withoutOwner, teams } = calendarOf('2026-05-20', ...paper()).paper;
    expect(withoutOwner.map(({ processId }) => processId)).toEqual(['P1']);
    expect(teams).toMatchObject([{ team: 'Juridisch', hybrid: { value: 1 }, digital: { value: 0 } }]);
    const owned: Line = ['2025-09-03', 'ProcessOwnerAssigned', { processId: 'P1', owner: 'P-1' }];
    expect(calendarOf('2026-05-20', ...paper(owned)).paper.withoutOwner).toEqual([]);
  });
  it('S4-02 counts the scope that has no paper left, and what left the scope is late for nobody', () => {
    const scope = (day: string, ...ids: readonly string[]): Line => [
      day,
      'BaselineSet',
      {
        baselineId: day,
        number: 9,
        decisionId: 'D9',
        changeIds: [],
        items: ids.map((itemId) => ({ itemId, kind: 'proces' })),
      },
    ];
    const inScope = (...more: readonly Line[]) => {
      const { digital, all } = calendarOf('2026-05-21', ...paper(...more)).paper.inScope!;
      return [digital.value, all.value];
    };
    const closed: Line = ['2026-05-20', 'PaperStreamClosed', { streamId: 'S1' }];
    expect(inScope(scope('2026-05-18', 'P1', 'P2'))).toEqual([0, 2]);
    // P2 was never written down, so nobody knows that it is digital.
    expect(inScope(scope('2026-05-18', 'P1', 'P2'), closed)).toEqual([1, 2]);
    expect(calendarOf('2026-05-21', scope('2026-05-18', 'P1')).paper.inScope).toBeNull();
    const out = [scope('2026-05-18', 'P1'), until('2026-05-20'), scope('2026-05-19', 'P2')];
    expect(streamOn('2026-05-21', ...out.slice(0, 2))).toMatchObject({ light: 'fout', leftScope: false });
    expect(streamOn('2026-05-21', ...out)).toMatchObject({ light: 'goed', leftScope: true });
    expect(page('go-live-calendar', calendarOf('2026-05-21', ...paper(...out)))).toContain('open, buiten de scope');
  });
  it('S4-03 counts per team the processes of which the paper counts', () => {
    const leads = (leading: string): Line => ['2025-09-03', 'LeadingChannelSet', { processId: 'P1', leading }];
    const count = (...more: readonly Line[]) =>
      calendarOf('2026-05-20', ...paper(...more)).paper.teams[0]!.ledByPaper.value;
    expect([count(), count(leads('papier')), count(leads('papier'), leads('digitaal'))]).toEqual([0, 1, 0]);
  });
  it('S4-19 keeps the margin to the hard deadline through every move', () => {
    const { margins } = calendarOf('2026-05-20');
    expect(margins['L1']!.map(({ day, margin }) => [day, margin])).toEqual([
      ['2025-05-06', 22],
      ['2026-05-19', 12],
    ]);
  });
  it('shows conditions with their owner, and whether one can still go back', () => {
    const attached: Line = [
      '2026-05-13',
      'ConditionAttached',
      {
        decisionId: 'D3',
        conditionId: 'V1',
        owner: 'P-2',
        dueOn: '2026-05-18',
        blocks: 'livegang',
        condition: 'Proef 3',
      },
    ];
    const one = (...more: readonly Line[]) => calendarOf('2026-05-20', attached, ...more).around['L1']!.conditions;
    expect(one()).toMatchObject([{ conditionId: 'V1', owner: 'P-2', overdue: true }]);
    const done: Line = ['2026-05-18', 'ConditionFulfilled', { conditionId: 'V1', evidence: 'x' }];
    expect(one(done)).toMatchObject([{ fulfilledOn: '2026-05-18', overdue: false }]);
    expect(page('go-live-calendar', calendarOf('2026-05-20'))).toContain('terugvalpunt nog niet gepasseerd');
    const passed: Line = ['2026-05-20', 'RollbackPointPassed', { goLiveId: 'L1' }];
    expect(page('go-live-calendar', calendarOf('2026-05-20', passed))).toContain(
      'terugvalpunt gepasseerd op 20 mei 2026',
    );
  });
});
