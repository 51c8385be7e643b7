import fc from 'fast-check';
import { event, open, sealed } from '../kernel/event.js';
import { expectAccepted, expectRefused, given, when } from '../kernel/test-kit.js';
import { cents, day, flag, oneOf, title } from '../kernel/values.js';
import { ScopeChangeProposed } from '../scope/events.js';
import { RectifyRecord } from './commands.js';
import { decideJournal } from './decide.js';
import { rectified, valueFrom } from './rectification.js';

const ASSESSED = {
  type: 'ImpactAssessed',
  data: { changeId: 'SW-02', amount: 8_400_000, days: 25, hardDeadlineTouched: false, benefitDropped: false },
};
const rectify = (
  changes: readonly { field: string; is: string }[],
  recorded = (id: string) => (id === 'e-1' ? ASSESSED : undefined),
  entryId = 'e-1',
) =>
  when(
    given(),
    decideJournal,
    RectifyRecord,
    { entryId, changes, reason: 'Verkeerd overgenomen.', evidence: 'Collegebesluit 2025-48/3' },
    { recorded },
  );

describe('X1: a correction is a new entry', () => {
  it.each([
    ['amount', '8150000'],
    ['bedrag', '8150000'],
    ['days', '24'],
    ['hardDeadlineTouched', 'ja'],
  ])('takes %s as %s', (field, is) => expectAccepted(rectify([{ field, is }]), 'RecordRectified'));
  it('keeps what stood there beside what is right', () => {
    const outcome = rectify([{ field: 'bedrag', is: '8150000' }]);
    expect(outcome.ok && outcome.events[0]!.data).toMatchObject({
      fields: ['amount'],
      changes: [{ field: 'amount', was: '8400000', is: '8150000' }],
    });
  });
  it.each([
    ['changeId', 'SW-03'],
    ['constructor', 'x'],
    ['milestoneId', 'M-1'],
    ['approach', 'anders'],
  ])('never changes %s', (field, is) => expectRefused(rectify([{ field, is }]), 'RECTIFY_NOT_ALLOWED'));
  it.each(['veel', '8400000', '81500,00'])('refuses %s as an amount', (is) =>
    expectRefused(rectify([{ field: 'amount', is }]), 'RECTIFY_VALUE_WRONG'),
  );
  it('knows only entries of this dossier', () =>
    expectRefused(rectify([{ field: 'amount', is: '1' }], undefined, 'e-9'), 'NOT_FOUND'));
});

const Priced = event('Priced', 'Prijs', 'Een prijs.', { amount: sealed(cents), on: open(day) });
const at = (position: number, type: string, data: Record<string, unknown>) => ({
  type,
  data,
  meta: { entryId: `e-${position}`, position },
});
const correction = (position: number, target: string, field: string, is: unknown) =>
  at(position, 'RecordRectified', {
    entryId: target,
    fields: [field],
    changes: [{ field, was: '0', is: JSON.stringify(is) }],
  });

describe('a fold over corrections', () => {
  it('puts the last correction in its place and leaves the rest alone', () => {
    const first = at(0, Priced.type, { amount: 1, on: '2025-01-01' });
    const other = at(1, Priced.type, { amount: 2, on: '2025-01-01' });
    const events = [first, other, correction(3, 'e-0', 'amount', 5), correction(2, 'e-0', 'amount', 4)];
    expect(rectified(events).slice(0, 2)).toEqual([{ ...first, data: { amount: 5, on: '2025-01-01' } }, other]);
    expect(first.data['amount']).toBe(1);
  });
  it('hides the value from who may not have the correction', () => {
    const hidden = { hidden: 'withheld' };
    const events = [
      at(0, Priced.type, { amount: 1, on: '2025-01-01' }),
      at(1, 'RecordRectified', { entryId: 'e-0', fields: ['amount'], changes: hidden }),
    ];
    expect(rectified(events)[0]!.data).toEqual({ amount: hidden, on: '2025-01-01' });
  });
  it('is the list itself without corrections', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (amounts) => {
        const events = amounts.map((amount, position) => at(position, Priced.type, { amount }));
        expect(rectified(events)).toBe(events);
      }),
    );
  });
});

it.each([
  [cents, '12', 12],
  [cents, '-12', -12],
  [cents, '1.5', undefined],
  [flag, 'ja', true],
  [flag, 'nee', false],
  [day, '2025-02-28', '2025-02-28'],
  [day, '2025-02-30', undefined],
  [title, '12', '12'],
  [oneOf(['a', 'b']), 'c', undefined],
])('reads a written value as its kind wants it', (kind, written, value) =>
  expect(valueFrom(kind, written)).toBe(value),
);

describe('X6: who may not read a value cannot guess it by correcting it', () => {
  const recorded = () => ({ type: 'ScopeChangeProposed', data: { changeId: 'SW-9', amount: 8_400_000 } });
  const proposed = (classification: 'geheim' | 'intern') =>
    given([
      ScopeChangeProposed.of({
        changeId: 'SW-9',
        subject: 's',
        motivation: 'm',
        added: [],
        removed: [],
        amount: 8_400_000,
        days: 0,
      }),
      { classification },
    ]);
  const guess = (is: string, role: 'projectbureau' | 'collegesecretariaat', classification: 'geheim' | 'intern') =>
    when(
      proposed(classification),
      decideJournal,
      RectifyRecord,
      { entryId: 'e-0', changes: [{ field: 'bedrag', is }], reason: 'r', evidence: 'e' },
      { recorded, as: role },
    );
  it('refuses the project office on a secret act, whether the guess is right or wrong', () => {
    expectRefused(guess('8400000', 'projectbureau', 'geheim'), 'RECTIFY_NOT_READABLE');
    expectRefused(guess('1', 'projectbureau', 'geheim'), 'RECTIFY_NOT_READABLE');
  });
  it('takes it from who may read it', () => {
    expectAccepted(guess('1', 'collegesecretariaat', 'geheim'), 'RecordRectified');
    expectAccepted(guess('1', 'projectbureau', 'intern'), 'RecordRectified');
  });
});
