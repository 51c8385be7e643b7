import { entriesOf, openedEventOf, organisationKind } from '#dossier';
import { plusDays } from '#governance';
import { openFrontier } from '#transparency';
import { LoadedStory } from './lindervoort-story.js';

let story: LoadedStory;
beforeAll(async () => {
  story = await LoadedStory.load();
}, 300_000);
afterAll(() => story.close());

/** Every check in the story, with the entry that it stands in. */
async function checks() {
  const { log, vault, engine } = story.runtime;
  const entries = await entriesOf(log, (await engine.organisation()).stream);
  return entries
    .map((entry) =>
      openedEventOf(
        organisationKind.types,
        vault.open(entry, () => true),
        entry.position,
      )!,
    )
    .filter(({ type }) => type === 'IntegrityVerified');
}

it('row 89 and R4: the rekenkamer and, each quarter, the CISO recompute the log as it was', async () => {
  const found = await checks();
  expect(found.map(({ meta }) => [meta.day, meta.role])).toEqual([
    ...['2025-03-31', '2025-06-27', '2025-09-25', '2025-12-22'].map((day) => [day, 'CISO']),
    ...['2026-03-20', '2026-06-17', '2026-09-15'].map((day) => [day, 'CISO']),
    ['2026-10-20', 'rekenkamer'],
  ]);
  const frontier = openFrontier();
  const roots = new Map<number, string>();
  for (const { leafHash } of await story.runtime.log.readAll(undefined, 5_000)) {
    frontier.append(leafHash);
    roots.set(frontier.size, frontier.root().toString('hex'));
  }
  for (const { data, meta } of found)
    expect(data).toMatchObject({ intact: true, size: meta.position, root: roots.get(meta.position) });
});

it('R4: the signal of a check that is overdue is never there, and would be without the last one', async () => {
  const code = 'INTEGRITEIT_NIET_GETOETST';
  for (const day of ['2025-03-30', '2025-06-27', '2025-09-25', '2025-12-21', '2026-03-20', '2026-06-17', '2026-09-14'])
    expect([day, (await story.signalsOn(day)).includes(code)]).toEqual([day, false]);
  const organisation = (await story.runtime.engine.organisation()).asOfDay('2026-09-14');
  expect(organisation.integrityChecks.at(-1)!.on).toBe('2026-06-17');
  expect(plusDays('2026-06-17', 90)).toBe('2026-09-15');
});
