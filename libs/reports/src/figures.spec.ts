import { councilReport, readModels, type PresentedEscalationLadder, type PresentedReport } from '#read-models';
import { at, story } from './story.fixture.js';

function presented<T>(name: string, day: string): T {
  const model = readModels.find((one) => one.name === name)!;
  const doc = model.initial();
  for (const event of story()) model.evolve(doc, event);
  return model.present(doc, at(day)) as T;
}

describe('figures of the views', () => {
  const college = presented<PresentedReport>('college-report', '2026-05-20');

  it('LV-02 counts the days without bestuurlijk opdrachtgever', () => {
    const gap = college.roleGaps.find((one) => one.role === 'BO')!;
    expect([gap.from, gap.until, gap.days.value]).toEqual(['2025-01-14', '2025-03-04', 49]);
    expect(gap.days.entries).toEqual([0, 2]);
  });

  it('LV-04 measures changes against the original krediet', () => {
    expect(college.scope.current?.cumulativeBasisPoints).toEqual({ value: 841, entries: [3, 16] });
    expect(college.scope.original?.label).toBe('B0');
    expect(college.scope.current?.itemsVsOriginal.value).toBe(4);
  });

  it('LV-06 keeps the time per level', () => {
    const ladder = presented<PresentedEscalationLadder>('escalation-ladder', '2025-11-25');
    const [escalation] = ladder.escalations;
    expect(escalation?.timePerLevel.map((one) => [one.level, one.days.value])).toEqual([
      ['L1', 6],
      ['L3', 4],
    ]);
    expect(escalation?.breaches[0]?.dueOn).toBe('2025-11-18');
    expect(ladder.counts.lapses).toEqual({ value: 1, entries: [10] });
  });

  it('LV-08 counts readiness, shift and margin', () => {
    const [goLive] = college.goLive.goLives;
    expect(goLive?.readiness.percent.value).toBe(78);
    expect([goLive?.shift.value, goLive?.shiftLight]).toEqual([10, 'goed']);
    expect([goLive?.margin.value, goLive?.marginLight]).toEqual([12, 'goed']);
  });

  it('never takes a later baseline for B0, nor a role for vacant, because the raad may not see the act', () => {
    const hidden = story().map((event) =>
      event.type === 'BaselineSet' && event.data.number === 0
        ? { ...event, meta: { ...event.meta, classification: 'intern' as const } }
        : event,
    );
    const doc = councilReport.initial();
    for (const event of hidden) councilReport.evolve(doc, event);
    const council = councilReport.present(doc, at('2026-05-20'));
    expect(council.scope.original).toBeNull();
    expect(council.scope.current?.itemsVsOriginal.value).toEqual({ hidden: 'withheld' });
    expect(council.tolerances[0]?.light).toBe('geen gegevens');
    expect(council.roles.find((one) => one.role === 'projectleider')?.person.value).toEqual({ hidden: 'withheld' });
  });

  it('knows no today: one document serves every day', () => {
    const early = presented<PresentedEscalationLadder>('escalation-ladder', '2025-11-25');
    const late = presented<PresentedEscalationLadder>('escalation-ladder', '2025-12-25');
    expect(Number(late.escalations[0]?.ageTotal.value)).toBeGreaterThan(Number(early.escalations[0]?.ageTotal.value));
  });
});
