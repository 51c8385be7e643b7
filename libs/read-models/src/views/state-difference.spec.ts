import { evolveDossier, initialDossier, type DossierEvent } from '#governance';
import { differences, flattened } from './state-difference.js';

const change = (before: object, after: object): readonly (readonly [string, string | null, string | null])[] =>
  differences(flattened(before), flattened(after)).map(({ path, before: was, after: is }) => [path.join('.'), was, is]);

it('tells values that came, changed and went, in maps, sets, lists and objects', () => {
  const before = {
    frames: { owner: 'raad', limits: [1, 2], seen: new Set(['a']), all: new Map([['K', { on: 'x' }]]) },
  };
  const after = { frames: { owner: 'college', limits: [1], seen: new Set(['a', 'b']), all: new Map() } };
  expect(change(before, after)).toEqual([
    ['frames.owner', 'raad', 'college'],
    ['frames.seen."b"', null, 'ja'],
    ['frames.limits.1', '2', null],
    ['frames.all.K.on', 'x', null],
  ]);
});
it('says nothing of what every entry moves, and cuts off a long text', () => {
  expect(change({ activity: { events: 1 } }, { activity: { events: 2 } })).toEqual([]);
  expect(change({ signals: { lags: [] } }, { signals: { lags: [1] } })).toEqual([]);
  const [[, , text]] = change({ scope: {} }, { scope: { text: 'x'.repeat(500) } }) as [[string, null, string]];
  expect(text).toHaveLength(121);
});
it('shows of a real act what it changed', () => {
  const state = initialDossier();
  const before = flattened(state);
  const meta = { entryId: 'N', day: '2025-01-14', role: 'AO', recordedAt: '2025-01-14T11:00:00.000Z' };
  const data = { phase: 'Voorbereiding' };
  evolveDossier(state, { type: 'PhaseEntered', data, meta } as unknown as DossierEvent);
  const changes = differences(before, flattened(state));
  expect(changes.map(({ path, after }) => [path.slice(0, 2).join('.'), after])).toContainEqual([
    'lifecycle.phase',
    'Voorbereiding',
  ]);
});
