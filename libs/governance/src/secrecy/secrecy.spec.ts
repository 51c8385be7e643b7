import fc from 'fast-check';
import { DecisionPublished, ProposalDrafted } from '../decisions/events.js';
import { taken as decisionTaken } from '../decisions/spec-kit.js';
import type { DossierEvent } from '../dossier.js';
import {
  AUDIENCES,
  CLASSIFICATIONS,
  mayOpen,
  mayOpenUnder,
  SEAL_CLASSES,
  type Audience,
  type EntryGrants,
  type SealClass,
} from '../kernel/audience.js';
import { describeCommand } from '../kernel/command.js';
import type { NewEvent } from '../kernel/event.js';
import { expectAccepted, expectRefused, given, when } from '../kernel/test-kit.js';
import { endOf, noonOf, startOf } from '../kernel/time.js';
import { InformationDelivered } from '../information-duties/events.js';
import { RecordRectified } from '../journal/events.js';
import { ProgrammeInitiated } from '../lifecycle/events.js';
import { accessAt, accessByEntry, secrecyAt } from './access.js';
import * as act from './commands.js';
import { decideSecrecy as rules } from './decide.js';
import { SecrecyImposed, SecrecyLifted, SecrecyReviewed, SecretShared, type SecrecyOrgan } from './events.js';
import { SECRECY_GROUNDS } from './grounds.js';
import { secrecySignals } from './signals.js';
import { grantsFor, isDecisionSecret, secreciesOn, secretEntryOf } from './state.js';

const started = ProgrammeInitiated.of({ name: 'Z', objective: 'o', mode: 'projectdriehoek' });
const taken = (decisionId: string) => decisionTaken({ decisionId, decisionType: 'gunning', subject: 'Aanbesteding' });
const imposed = (secrecyId = 'GH-01', imposedBy: SecrecyOrgan = 'college', decisionIds = ['B-1']) =>
  SecrecyImposed.of({
    secrecyId,
    imposedBy,
    grounds: ['5.1.2.b'],
    byLaw: false,
    liftableBy: imposedBy,
    reviewOn: '2025-12-01',
    entryIds: [],
    decisionIds,
    documentIds: [],
    meetingIds: [],
    subject: 'Raming',
    motivation: 'm',
  });
const shared = (to: SecrecyOrgan = 'raad', wholeBody = true) =>
  SecretShared.of({ secrecyId: 'GH-01', to, wholeBody, ...(wholeBody ? {} : { recipients: ['p-1'] }) });
const lifted = (liftedBy: SecrecyOrgan = 'raad') =>
  SecrecyLifted.of({ secrecyId: 'GH-01', liftedBy, motivation: 'gegund' });
const published = DecisionPublished.of({ decisionId: 'B-1', publicText: 't', wooCategory: 'besluiten' });
const GH = { secrecyId: 'GH-01' };

describe('secrecy guards', () => {
  const impose = {
    ...GH,
    subject: 'Raming',
    grounds: ['5.1.2.b'],
    motivation: 'm',
    reviewOn: '2025-12-01',
    decisionIds: ['B-1'],
  };
  const before = () => given(started, taken('B-1'));
  const during = (...more: readonly NewEvent[]) => given(started, taken('B-1'), imposed(), ...more);
  const college = { as: 'college' } as const;

  it('lets only an organ of the law act; a chair alone cannot', () => {
    expect(SECRECY_GROUNDS).toHaveLength(14);
    expect(describeCommand(act.ImposeSecrecy).who).toEqual(['college', 'burgemeester', 'commissie', 'raad']);
    expectAccepted(when(before(), rules, act.ImposeSecrecy, impose, college), 'SecrecyImposed');
    expect(when(before(), rules, act.ImposeSecrecy, impose, college)).toMatchObject({
      events: [{ data: { imposedBy: 'college', liftableBy: 'college', byLaw: false } }],
    });
  });
  const badImpositions: readonly [string, Partial<act.ImposeSecrecy>, readonly string[]][] = [
    ['no ground', { grounds: [] }, ['SECRECY_GROUND_MISSING']],
    ['a ground of Woo 5.2', { grounds: ['5.2'] }, ['SECRECY_GROUND_UNKNOWN']],
    ['a ground of Woo 5.1 lid 5', { grounds: ['5.1.5'] }, ['SECRECY_GROUND_UNKNOWN']],
    ['an article that no longer exists', { grounds: ['5.1.1.c', '25'] }, ['SECRECY_GROUND_UNKNOWN']],
    ['no subject', { decisionIds: [] }, ['SECRECY_SUBJECT_MISSING']],
    ['an unknown decision', { decisionIds: ['B-9'] }, ['NOT_FOUND']],
    ['an unknown entry', { entryIds: ['e-99'] }, ['NOT_FOUND']],
    ['a review in the past', { reviewOn: '2025-06-02' }, ['SECRECY_REVIEW_NOT_LATER']],
    ['all at once', { grounds: ['x'], decisionIds: [] }, ['SECRECY_GROUND_UNKNOWN', 'SECRECY_SUBJECT_MISSING']],
  ];
  it.each(badImpositions)('refuses to impose with %s', (_, wrong, codes) => {
    expectRefused(when(before(), rules, act.ImposeSecrecy, { ...impose, ...wrong }, college), ...codes);
  });
  it('imposes over an entry or a document, once under one number, after the start', () => {
    const { decisionIds: _, ...bare } = impose;
    expectAccepted(when(before(), rules, act.ImposeSecrecy, { ...bare, entryIds: ['e-1'] }, college), 'SecrecyImposed');
    expectAccepted(
      when(before(), rules, act.ImposeSecrecy, { ...bare, documentIds: ['raming-1'] }, college),
      'SecrecyImposed',
    );
    expectRefused(when(during(), rules, act.ImposeSecrecy, impose, college), 'ALREADY_EXISTS');
    expectRefused(when(given(), rules, act.ImposeSecrecy, impose, college), 'PROGRAMME_NOT_STARTED', 'NOT_FOUND');
  });

  const share = { ...GH, to: 'raad', wholeBody: true } as const;
  it('shares with the whole raad, or records that only some members got it', () => {
    expectAccepted(when(during(), rules, act.ShareSecret, share, college), 'SecretShared');
    const some = { ...share, wholeBody: false };
    expectAccepted(when(during(), rules, act.ShareSecret, { ...some, recipients: ['p-1'] }, college), 'SecretShared');
    expectRefused(when(during(), rules, act.ShareSecret, some, college), 'SECRET_RECIPIENTS_MISSING');
    expectRefused(when(during(shared()), rules, act.ShareSecret, share, college), 'SECRET_ALREADY_SHARED');
    expectRefused(when(during(), rules, act.ShareSecret, share, { as: 'burgemeester' }), 'SECRECY_OTHER_ORGAN');
  });
  it('refuses to share what is not secret', () => {
    expectRefused(when(before(), rules, act.ShareSecret, share, college), 'NOT_FOUND');
    expectRefused(when(during(lifted('college')), rules, act.ShareSecret, share, college), 'SECRECY_NOT_IN_FORCE');
  });

  const lift = { ...GH, motivation: 'm' };
  const lifts: readonly [string, readonly NewEvent[], SecrecyOrgan, boolean][] = [
    ['the college, while it is its own', [], 'college', true],
    ['the raad, before it has it', [], 'raad', false],
    ['the burgemeester, over what the college imposed', [], 'burgemeester', false],
    ['LV-07 the college, after the raad got it', [shared()], 'college', false],
    ['LV-07 the raad, after it got it', [shared()], 'raad', true],
    ['the college, when only some members got it', [shared('raad', false)], 'college', true],
  ];
  it.each(lifts)('%s may lift or not', (_, events, as, may) => {
    const outcome = when(during(...events), rules, act.LiftSecrecy, lift, { as });
    if (may) expectAccepted(outcome, 'SecrecyLifted');
    else expectRefused(outcome, 'SECRECY_OTHER_ORGAN');
  });
  it('lifts once, and says why the college may no longer', () => {
    expectRefused(when(during(lifted('college')), rules, act.LiftSecrecy, lift, college), 'SECRECY_NOT_IN_FORCE');
    const refused = when(during(shared()), rules, act.LiftSecrecy, lift, college);
    expect(refused).toMatchObject({ broken: [{ detail: expect.stringContaining('met de hele raad gedeeld') }] });
  });
  it('judges a lift recorded later by the day on which it happened', () => {
    const then = during();
    expectAccepted(when(during(shared()), rules, act.LiftSecrecy, lift, { as: 'college', then }), 'SecrecyLifted');
  });
  it('reviews by the competent organ, and goes on only with a next day', () => {
    const review = { ...GH, outcome: 'voortzetten', motivation: 'm' } as const;
    const next = { ...review, reviewOn: '2026-06-01' };
    expectAccepted(when(during(), rules, act.ReviewSecrecy, next, college), 'SecrecyReviewed');
    expectRefused(when(during(), rules, act.ReviewSecrecy, review, college), 'SECRECY_REVIEW_NOT_LATER');
    expectAccepted(
      when(during(), rules, act.ReviewSecrecy, { ...review, outcome: 'opheffen' }, college),
      'SecrecyReviewed',
    );
    expectRefused(when(during(shared()), rules, act.ReviewSecrecy, next, college), 'SECRECY_OTHER_ORGAN');
  });
});

describe('secrecy state', () => {
  it('keeps review, sharing and unequal sharing, and ignores what it does not know', () => {
    const reviewed = SecrecyReviewed.of({ ...GH, outcome: 'voortzetten', reviewOn: '2026-06-01', motivation: 'm' });
    const unknown = SecrecyLifted.of({ secrecyId: 'GH-99', liftedBy: 'raad', motivation: 'm' });
    const { secrecy } = given(started, taken('B-1'), imposed(), shared('raad', false), reviewed, unknown);
    expect(secrecy.all.get('GH-01')).toMatchObject({ reviewOn: '2026-06-01', sharedWithRaadOn: undefined });
    expect([...secrecy.all.get('GH-01')!.unequal.keys()]).toEqual(['raad']);
    expect(isDecisionSecret(secrecy, 'B-1')).toBe(true);
    expect(isDecisionSecret(secrecy, 'B-2')).toBe(false);
    const whole = given(started, imposed(), shared('raad', false), shared());
    expect(whole.secrecy.all.get('GH-01')!.unequal.size).toBe(0);
    expect(isDecisionSecret(given(imposed(), lifted('college')).secrecy, 'B-1')).toBe(false);
  });
});

describe('secrecy signals', () => {
  const codesOn = (day: string, ...events: readonly NewEvent[]): readonly string[] =>
    secrecySignals({ state: given(started, taken('B-1'), ...events), day }).map(({ code }) => code);

  it('REVIEW_VERLOPEN from the day after the review, until it is reviewed or lifted', () => {
    expect(codesOn('2025-12-01', imposed())).toEqual([]);
    expect(codesOn('2025-12-02', imposed())).toEqual(['REVIEW_VERLOPEN']);
    const reviewed = SecrecyReviewed.of({ ...GH, outcome: 'voortzetten', reviewOn: '2026-06-01', motivation: 'm' });
    expect(codesOn('2025-12-02', imposed(), reviewed)).toEqual([]);
    expect(codesOn('2026-06-02', imposed(), reviewed)).toEqual(['REVIEW_VERLOPEN']);
    expect(codesOn('2025-12-02', imposed(), lifted('college'))).toEqual([]);
  });
  it('GEHEIMHOUDING_ZONDER_GROND for what an import brought, not for a closed meeting', () => {
    const with_ = (more: object) => SecrecyImposed.of({ ...imposed().data, ...more });
    expect(codesOn('2025-06-02', with_({ grounds: ['25'] }))).toEqual(['GEHEIMHOUDING_ZONDER_GROND']);
    expect(codesOn('2025-06-02', with_({ grounds: [] }))).toEqual(['GEHEIMHOUDING_ZONDER_GROND']);
    expect(codesOn('2025-06-02', with_({ grounds: [], byLaw: true }))).toEqual([]);
    expect(codesOn('2025-06-02', with_({ grounds: ['25'] }), lifted('college'))).toEqual([]);
  });
  it('ONGELIJK_GEINFORMEERD from the day some got it, until all have it', () => {
    expect(codesOn('2025-06-02', imposed(), shared('raad', false))).toEqual(['ONGELIJK_GEINFORMEERD']);
    expect(codesOn('2025-06-02', imposed(), shared('raad', false), shared())).toEqual([]);
  });
  it('names the secrecies over an entry as long as they are in force', () => {
    const about = { entryId: 'e-1', classification: 'geheim', decisionId: 'B-1' } as const;
    expect(secreciesOn(given(imposed(), imposed('GH-02')).secrecy, about)).toEqual(['GH-01', 'GH-02']);
    expect(secreciesOn(given(imposed(), lifted('college')).secrecy, about)).toEqual([]);
  });
});

type Classified = 'openbaar' | 'intern' | 'geheim';
type Line = readonly [day: string, event: NewEvent, classification: Classified];
/** Guard events in the order of recording, recorded on the day on which they happened. */
const story = (...lines: readonly Line[]): DossierEvent[] =>
  lines.map(
    ([day, event, classification], position) =>
      ({
        ...event,
        meta: { entryId: `e-${day}-${position}`, position, day, classification, recordedAt: noonOf(day) },
      }) as unknown as DossierEvent,
  );
/** Who may open a value of the entry at this place, an ordinary one by default, in a view `zoalsBekendOp` that day. */
function readers(
  events: readonly DossierEvent[],
  place: number,
  knownOn?: string,
  seal: SealClass = 'intern',
): readonly Audience[] {
  const event = events[place]!;
  const after = knownOn === undefined ? undefined : endOf(knownOn);
  const grants = accessAt(events, after)(secretEntryOf(event));
  return AUDIENCES.filter((audience) =>
    grants.every((each) => mayOpenUnder(audience, seal, event.meta.classification, each)),
  );
}

describe('who may open what, and when', () => {
  const raming0: Line = ['2025-06-24', taken('B-1'), 'geheim'];
  const raming = story(
    raming0,
    ['2025-06-24', imposed(), 'openbaar'],
    ['2025-07-01', shared(), 'geheim'],
    ['2025-10-30', lifted(), 'openbaar'],
    ['2025-10-30', published, 'openbaar'],
  );
  const inside = ['college', 'auditor'];

  it('LV-07 hides the raming until the raad lifts it and it is published', () => {
    const now = raming.slice(0, 3);
    expect(readers(raming.slice(0, 2), 0)).toEqual(inside);
    expect(readers(now, 0)).toEqual(['raad', ...inside]);
    expect(readers(raming, 0, '2025-06-30')).toEqual(inside);
    expect(readers(raming, 0, '2025-07-01')).toEqual(['raad', ...inside]);
    expect(readers(raming, 0, '2025-10-29')).toEqual(['raad', ...inside]);
    expect(readers(raming, 0, '2025-10-30')).toEqual([...AUDIENCES]);
    expect(readers(raming, 0)).toEqual([...AUDIENCES]);
  });
  it('LV-07 does not publish by lifting: then it is for the organisation and for who had it', () => {
    expect(readers(raming.slice(0, 4), 0)).toEqual(['raad', 'college', 'ambtelijk', 'auditor']);
  });
  it('hides what the imposing act itself says as long as the secret lasts', () => {
    expect(readers(raming.slice(0, 2), 1)).toEqual(inside);
    expect(readers(raming, 1)).toEqual([...AUDIENCES]);
  });
  it('hides at every moment what was made secret later', () => {
    const later = story(['2025-03-01', taken('B-1'), 'openbaar'], ['2025-09-01', imposed(), 'openbaar']);
    expect(readers(later.slice(0, 1), 0)).toEqual([...AUDIENCES]);
    expect(readers(later, 0, '2025-04-01')).toEqual(inside);
    expect(readers(later, 0)).toEqual(inside);
  });
  it('gives the raad nothing when only some members got it, nor when a second secret was not shared', () => {
    const some = story(['2025-06-24', taken('B-1'), 'geheim'], ['2025-06-24', imposed(), 'intern']);
    expect(readers([...some, ...story(['2025-07-01', shared('raad', false), 'geheim'])], 0)).toEqual(inside);
    const two = [...some, ...story(['2025-07-01', shared(), 'geheim'], ['2025-07-02', imposed('GH-02'), 'intern'])];
    expect(readers(two, 0)).toEqual(inside);
  });
  const delivered = (to: 'raad' | 'openbaar', wholeBody: boolean, covers: readonly string[] = []) =>
    InformationDelivered.of({ deliveryId: 'L-1', to, wholeBody, channel: 'brief', subject: 's', covers });
  it('opens a secret document for the whole raad when it was given to it, and for nobody else', () => {
    expect(readers(story(['2025-07-01', delivered('raad', true), 'geheim']), 0)).toEqual(['raad', ...inside]);
    expect(readers(story(['2025-07-01', delivered('raad', false), 'geheim']), 0)).toEqual(inside);
    expect(readers(story(['2025-07-01', delivered('openbaar', true), 'geheim']), 0)).toEqual(inside);
  });
  it('counts a delivery to everyone as publication of what it covers, after the lift', () => {
    const open = (covers: readonly string[]): readonly Audience[] =>
      readers([...raming.slice(0, 4), ...story(['2025-11-01', delivered('openbaar', true, covers), 'openbaar'])], 0);
    expect(open(['B-1'])).toEqual([...AUDIENCES]);
    expect(open(['B-2'])).not.toContain('openbaar');
    const hidden = [...raming.slice(0, 3), ...story(['2025-08-01', delivered('openbaar', true, ['B-1']), 'openbaar'])];
    expect(readers(hidden, 0)).not.toContain('openbaar');
  });
  it('covers a document by the delivery in which it was given', () => {
    const about = { ...imposed().data, decisionIds: [], documentIds: ['L-1'] };
    const events = story(
      ['2025-07-01', delivered('raad', true), 'intern'],
      ['2025-07-02', SecrecyImposed.of(about), 'intern'],
    );
    expect(readers(events, 0)).toEqual(inside);
  });
  it('hides again what an earlier secrecy said of a subject that became secret again', () => {
    const again = [...raming, ...story(['2025-11-20', imposed('GH-02'), 'openbaar'])];
    expect([0, 1, 4, 5].map((place) => readers(again, place))).toEqual([inside, inside, inside, inside]);
    const over = [
      ...again,
      ...story(['2025-11-25', SecrecyLifted.of({ ...lifted('college').data, secrecyId: 'GH-02' }), 'openbaar']),
    ];
    expect([0, 1, 4, 5].map((place) => readers(over, place).includes('openbaar'))).toEqual([true, true, true, true]);
  });
  it('publishes with a decision neither what went before it, nor another decision under the same secrecy', () => {
    const drafted = ProposalDrafted.of({
      decisionId: 'B-1',
      decisionType: 'gunning',
      body: 'college',
      subject: 's',
      question: 'q',
      objectives: [],
      dependsOn: [],
      topics: [],
      isAwbDecision: false,
    });
    const events = story(
      ['2025-06-23', drafted, 'geheim'],
      ['2025-06-24', taken('B-1'), 'geheim'],
      ['2025-06-24', taken('B-2'), 'geheim'],
      ['2025-06-24', imposed('GH-01', 'college', ['B-1', 'B-2']), 'openbaar'],
      ['2025-10-30', lifted('college'), 'openbaar'],
      ['2025-10-30', published, 'openbaar'],
    );
    expect(events.map((_, place) => readers(events, place).includes('openbaar'))).toEqual([
      false,
      true,
      false,
      false,
      false,
      true,
    ]);
  });
  it('keeps a correction as secret as what it corrects, however openly it was recorded', () => {
    const corrected = RecordRectified.of({
      entryId: 'e-2025-06-24-0',
      fields: ['subject'],
      changes: [{ field: 'subject', was: '"a"', is: '"b"' }],
      reason: 'r',
      evidence: 'e',
    });
    const secret = story(raming0, ['2025-06-24', imposed(), 'openbaar'], ['2025-06-25', corrected, 'openbaar']);
    expect(readers(secret, 2)).toEqual(inside);
    expect(readers(story(raming0, ['2025-06-25', corrected, 'openbaar']), 1)).toEqual(inside);
    const after = [
      ...raming,
      ...story(...Array<Line>(5).fill(raming0), ['2025-11-01', corrected, 'openbaar']).slice(5),
    ];
    expect(readers(after, 5)).toEqual(AUDIENCES);
  });
  it('shows the public summary of an open correction of an intern act to everybody, and never the values', () => {
    const corrected = RecordRectified.of({
      entryId: 'e-2025-06-24-0',
      fields: ['subject'],
      changes: [{ field: 'subject', was: '"a"', is: '"b"' }],
      reason: 'r',
      evidence: 'e',
    });
    const after = (of: Classified, as: Classified) =>
      story(['2025-06-24', taken('B-1'), of], ['2025-06-25', corrected, as]);
    const who = (events: readonly DossierEvent[]) => [readers(events, 1), readers(events, 1, undefined, 'openbaar')];
    expect(who(after('intern', 'openbaar'))).toEqual([['college', 'ambtelijk', 'auditor'], AUDIENCES]);
    expect(who(after('geheim', 'openbaar'))).toEqual([inside, inside]);
    expect(who(after('intern', 'geheim'))).toEqual([inside, inside]);
    const [act] = after('intern', 'openbaar');
    const hidden = [act!, ...story(raming0, ['2025-06-24', imposed(), 'openbaar']).slice(1)];
    const late = [...hidden, ...story(raming0, raming0, ['2025-06-25', corrected, 'openbaar']).slice(2)];
    expect([readers(late, 2), readers(late, 2, undefined, 'openbaar')]).toEqual([inside, inside]);
  });
  it('answers for a stored entry by its id, and not for one it does not know', () => {
    const grants = accessByEntry(raming, undefined);
    expect(grants('e-2025-06-24-0')).toEqual([{ secret: false, raad: true, public: true }]);
    expect(grants('e-0')).toBeUndefined();
  });
});

describe('properties of access', () => {
  const decisions = ['B-1', 'B-2'];
  const anyDecision = fc.constantFrom(...decisions);
  const anyOrgan = fc.constantFrom<SecrecyOrgan>('college', 'burgemeester', 'commissie', 'raad');
  const anySecrecy = fc.constantFrom('GH-01', 'GH-02');
  const anyEvent: fc.Arbitrary<NewEvent> = fc.oneof(
    anyDecision.map(taken),
    fc.tuple(anySecrecy, anyOrgan, anyDecision).map(([id, organ, about]) => imposed(id, organ, [about])),
    fc
      .tuple(anySecrecy, anyOrgan, fc.boolean())
      .map(([id, to, wholeBody]) => SecretShared.of({ secrecyId: id, to, wholeBody })),
    anySecrecy.map((id) => SecrecyLifted.of({ secrecyId: id, liftedBy: 'raad', motivation: 'm' })),
    anyDecision.map((decisionId) => DecisionPublished.of({ decisionId, publicText: 't', wooCategory: 'w' })),
  );
  const anyStory = fc
    .array(fc.tuple(anyEvent, fc.constantFrom(...CLASSIFICATIONS)), { minLength: 1, maxLength: 12 })
    .map((lines) =>
      story(
        ...lines.map(([event, classification], i): Line => [
          `2025-01-${String(i + 1).padStart(2, '0')}`,
          event,
          classification,
        ]),
      ),
    );
  const anyDay = fc.integer({ min: 1, max: 14 }).map((day) => startOf(`2025-01-${String(day).padStart(2, '0')}`));
  const rights = (grants: readonly EntryGrants[], { meta }: DossierEvent) =>
    AUDIENCES.flatMap((audience) =>
      SEAL_CLASSES.map((seal) => grants.every((each) => mayOpenUnder(audience, seal, meta.classification, each))),
    );

  it('gives a reader of the past what he could open then and still can today', () => {
    fc.assert(
      fc.property(anyStory, anyDay, (events, known) => {
        const then = secrecyAt(events, known);
        return events.every((event) => {
          const entry = secretEntryOf(event);
          const today = rights(accessAt(events, undefined)(entry), event);
          const past = rights([grantsFor(then, entry)], event);
          return rights(accessAt(events, known)(entry), event).every((may, i) => may === (today[i]! && past[i]!));
        });
      }),
      { numRuns: 300 },
    );
  });
  it('is monotone: more sharing or publishing never hides, more secrecy never shows', () => {
    const anyGrants = fc.record({ secret: fc.boolean(), raad: fc.boolean(), public: fc.boolean() });
    for (const audience of AUDIENCES)
      for (const seal of SEAL_CLASSES)
        for (const classification of CLASSIFICATIONS)
          fc.assert(
            fc.property(anyGrants, (grants) => {
              const may = mayOpenUnder(audience, seal, classification, grants);
              if (may) {
                expect(mayOpenUnder(audience, seal, classification, { ...grants, raad: true })).toBe(true);
                expect(mayOpenUnder(audience, seal, classification, { ...grants, public: true })).toBe(true);
              } else expect(mayOpenUnder(audience, seal, classification, { ...grants, secret: true })).toBe(false);
            }),
            { numRuns: 20 },
          );
  });
  it('is the plain audience rule where no secrecy was ever recorded, and stricter for persons in a secret act', () => {
    for (const audience of AUDIENCES)
      for (const seal of SEAL_CLASSES)
        for (const classification of CLASSIFICATIONS) {
          const [event] = story(['2025-01-01', taken('B-1'), classification]);
          const may = mayOpenUnder(
            audience,
            seal,
            classification,
            accessAt([event!], undefined)(secretEntryOf(event!))[0]!,
          );
          const plain = mayOpen(audience, seal, classification);
          const person = seal === 'persoon' && classification === 'geheim' && audience === 'ambtelijk';
          expect(may).toBe(plain && !person);
        }
  });
});
