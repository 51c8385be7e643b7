import type { Cell } from './cells.js';
import { buildHistory } from './history.js';
import type { Change, PortfolioHistory } from './history.js';
import type { DeclaredRename } from './mapping.js';
import type { ProjectRow, Snapshot } from './snapshot.js';
import { costDrifts } from './summary.js';

const missing: Cell<never> = { kind: 'missing' };
const value = <T>(of: T): Cell<T> => ({ kind: 'value', value: of });

function project(name: string, more: Partial<ProjectRow> = {}): ProjectRow {
  return {
    row: 2,
    number: null,
    name,
    department: 'R',
    category: missing,
    rating: missing,
    startDate: missing,
    endDate: missing,
    wholeLifeCost: missing,
    yearlyBudget: missing,
    yearlyForecast: missing,
    description: missing,
    ratingComment: missing,
    scheduleComment: missing,
    budgetComment: missing,
    varianceComment: missing,
    ...more,
  };
}

function snapshot(year: number, rows: readonly ProjectRow[], renames: readonly DeclaredRename[] = []): Snapshot {
  return {
    portfolio: 'Proef',
    file: `${year}.csv`,
    sha256: String(year).padStart(64, '0'),
    referenceDate: `${year}-12-31`,
    encoding: 'utf-8',
    delimiter: ';',
    recognised: [],
    currency: 'EUR',
    rowsIn: rows.length,
    rows: rows.map((row, index) => ({ ...row, row: index + 2 })),
    listed: [],
    unusedColumns: [],
    renames,
  };
}

/** Per project its last name and the changes per step. */
const told = (history: PortfolioHistory): [string, Change[][]][] =>
  history.projects.map(({ name, steps }) => [name, steps.map((step) => [...step.changes])]);

it('frames a project first and tells differences after that', () => {
  const first = project('A', { endDate: value('2030-01-01'), wholeLifeCost: value(100), rating: value('groen') });
  const later = project('A', { endDate: value('2031-01-01'), wholeLifeCost: value(150), rating: value('rood') });
  expect(told(buildHistory([snapshot(2024, [first]), snapshot(2025, [first]), snapshot(2026, [later])]))).toEqual([
    [
      'A',
      [
        [{ type: 'framed' }],
        [],
        [
          { type: 'endDateChanged', from: '2030-01-01', to: '2031-01-01' },
          { type: 'costChanged', from: 100, to: 150 },
          { type: 'ratingChanged', from: 'groen', to: 'rood' },
        ],
      ],
    ],
  ]);
});

it('tells withheld, not reported and reported again apart, and compares with the last known value', () => {
  const cost = (cell: Cell<number>): ProjectRow => project('A', { wholeLifeCost: cell });
  const cells: Cell<number>[] = [
    value(5),
    { kind: 'withheld', ground: 'Woo 5.1' },
    { kind: 'withheld', ground: 'Woo 5.1' },
    { kind: 'missing', words: 'n.n.b.' },
    { kind: 'unreadable', text: 'veel', reason: 'NOT_AN_AMOUNT' },
    value(5),
    missing,
    value(6),
  ];
  const history = buildHistory(cells.map((cell, index) => snapshot(2010 + index, [cost(cell)])));
  const field = 'wholeLifeCost';
  expect(told(history)[0]?.[1]).toEqual([
    [{ type: 'framed' }],
    [{ type: 'withheld', field, ground: 'Woo 5.1' }],
    [],
    [{ type: 'notReported', field, words: 'n.n.b.' }],
    [],
    [{ type: 'reportedAgain', field }],
    [{ type: 'notReported', field, words: null }],
    [{ type: 'costChanged', from: 5, to: 6 }],
  ]);
});

describe('the same project', () => {
  const changesIn = (before: ProjectRow, after: ProjectRow, renames: DeclaredRename[] = []): [string, Change[][]][] =>
    told(buildHistory([snapshot(2025, [before]), snapshot(2026, [after], renames)]));
  const rename = { from: { name: 'A', department: 'R' }, to: { name: 'B', department: 'R' } };

  it('is recognised by number under another name', () => {
    expect(changesIn(project('A', { number: 'x-1' }), project('B', { number: 'X-1' }))).toEqual([
      ['B', [[{ type: 'framed' }], [{ type: 'renamed', ...rename, basis: 'number' }]]],
    ]);
  });
  it('is recognised by name and department whatever the capitals, when a year has no numbers', () => {
    expect(changesIn(project('Het  Plein'), project('het plein', { department: 'r', number: '1' }))).toEqual([
      ['het plein', [[{ type: 'framed' }], []]],
    ]);
  });
  it('is recognised by a rename that the mapping declares, and by no likeness of names', () => {
    expect(changesIn(project('A'), project('B'), [rename])).toEqual([
      ['B', [[{ type: 'framed' }], [{ type: 'renamed', ...rename, basis: 'declared' }]]],
    ]);
    expect(changesIn(project('A (AA)'), project('A'))).toHaveLength(2);
  });
  it('with another number under the same name is told as renumbered', () => {
    expect(changesIn(project('A', { number: 'DH_1' }), project('A', { number: 'DOH_1' }))).toEqual([
      ['A', [[{ type: 'framed' }], [{ type: 'renumbered', from: 'DH_1', to: 'DOH_1' }]]],
    ]);
  });
  it('goes by number before name, so that a name taken over by another project does not take its history', () => {
    const before = [project('A', { number: '1' })];
    const after = [project('A', { number: '2' }), project('B', { number: '1' })];
    const { projects } = buildHistory([snapshot(2025, before), snapshot(2026, after)]);
    expect(projects.map(({ number, name }) => [number, name])).toEqual([
      ['1', 'B'],
      ['2', 'A'],
    ]);
  });
  it('keeps its own key when a new project takes over its old name', () => {
    const before = [project('A')];
    const middle = [project('A', { number: '1' })];
    const after = [project('B', { number: '1' }), project('A')];
    const { projects } = buildHistory([snapshot(2024, before), snapshot(2025, middle), snapshot(2026, after)]);
    expect(new Set(projects.map(({ key }) => key)).size).toBe(2);
  });
  it('leaves, stays away in silence, and returns', () => {
    const snapshots = [snapshot(2023, [project('A')]), ...[2024, 2025].map((year) => snapshot(year, [project('B')]))];
    const history = buildHistory([...snapshots, snapshot(2026, [project('A')])]);
    expect(told(history)).toEqual([
      ['A', [[{ type: 'framed' }], [{ type: 'leftPortfolio' }], [{ type: 'returned' }]]],
      ['B', [[{ type: 'framed' }], [], [{ type: 'leftPortfolio' }]]],
    ]);
  });
});

it('names a declared rename that matches nothing', () => {
  const rename = { from: { name: 'Tikfout', department: 'R' }, to: { name: 'B', department: 'R' } };
  const { unusedRenames } = buildHistory([snapshot(2025, [project('A')]), snapshot(2026, [project('B')], [rename])]);
  expect(unusedRenames).toEqual([{ file: '2026.csv', ...rename }]);
});

it('refuses snapshots that do not go forward', () => {
  const [old, recent] = [snapshot(2025, [project('A')]), snapshot(2026, [project('A')])];
  expect(() => buildHistory([recent, old])).toThrow('Lees de oudste peildatum eerst in.');
  expect(() => buildHistory([old], buildHistory([recent]).known)).toThrow('2026-12-31 is al ingelezen');
});

it('gives the same keys whether files are imported together or one after the other', () => {
  const cost = (cents: number): ProjectRow[] => [project('A', { number: '1', wholeLifeCost: value(cents) })];
  const snapshots = [snapshot(2025, cost(5)), snapshot(2026, cost(6))];
  const together = buildHistory(snapshots);
  const first = buildHistory(snapshots.slice(0, 1));
  const second = buildHistory(snapshots.slice(1), first.known);
  expect([...(first.projects[0]?.steps ?? []), ...(second.projects[0]?.steps ?? [])]).toEqual(
    together.projects[0]?.steps,
  );
  expect(second.projects[0]?.key).toBe(together.projects[0]?.key);
  expect(buildHistory(snapshots)).toEqual(together);
  expect(together.projects[0]?.key).toMatch(/^pf-[0-9a-f]{32}$/u);
});

it('ranks cost drift by size, leaving out a cost of zero and projects with one figure', () => {
  const year = (at: number, a: number, b: number): Snapshot =>
    snapshot(at, [project('A', { wholeLifeCost: value(a) }), project('B', { wholeLifeCost: value(b) }), project('C')]);
  const drifts = costDrifts(buildHistory([year(2024, 0, 50), year(2025, 10, 20), year(2026, 15, 10)]).projects);
  expect(drifts.map(({ name, driftCents }) => [name, driftCents])).toEqual([
    ['B', -40],
    ['A', 5],
  ]);
});
