import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeFile } from './decode.js';
import { buildHistory } from './history.js';
import { parseMapping } from './mapping.js';
import type { ProjectHistory } from './history.js';
import { readSnapshot } from './snapshot.js';
import { costDrifts, summarise } from './summary.js';

/** The four real files stand beside the repository; where they are not, these tests are skipped and say so. */
const folder = join(process.cwd(), '../shared/data/portfolio');
const present = existsSync(join(folder, 'gmpp-2018.csv'));
const title = present ? 'the four real snapshots' : `the four real snapshots (skipped: no files in ${folder})`;

(present ? describe : describe.skip)(title, () => {
  const mapping = parseMapping(readFileSync(join(process.cwd(), 'libs/interchange/mappings/gmpp.json'), 'utf8'));
  const load = (file: string): Uint8Array => readFileSync(join(folder, file));
  const snapshots = present ? mapping.files.map(({ file }) => readSnapshot(file, load(file), mapping)) : [];
  const history = buildHistory(snapshots);
  const byName = (name: string): ProjectHistory => {
    const found = history.projects.find((project) => project.name === name);
    if (found === undefined) throw new Error(`no project ${name}`);
    return found;
  };

  it('records every row, and lists the two cells that are not what they should be', () => {
    expect(snapshots.map(summarise).map((file) => [file.rowsIn, file.rowsRecorded, file.rowsListed])).toEqual([
      [133, 133, 0],
      [133, 133, 0],
      [125, 125, 0],
      [184, 184, 0],
    ]);
    const listed = snapshots.flatMap((snapshot) => snapshot.listed);
    expect(listed.map(({ file, row, column, reason }) => `${file} ${row} ${column} ${reason}`)).toEqual([
      'gmpp-2020.csv 120 description_aims UNREADABLE_SIGN',
      'gmpp-2021.csv 145 colour_rating UNKNOWN_RATING',
    ]);
    expect(snapshots.map((snapshot) => snapshot.unusedColumns)).toEqual([['year'], ['year'], ['year'], ['year']]);
  });
  it('recognises encoding and delimiter when they are not given', () => {
    for (const { file, delimiter } of mapping.files) {
      expect(decodeFile(file, load(file))).toMatchObject({ encoding: 'windows-1252', delimiter });
    }
  });
  it('keeps what is withheld, with its ground, in the year that said so', () => {
    const withheld = snapshots.map(({ rows }) => rows.filter((row) => row.wholeLifeCost.kind === 'withheld').length);
    expect(withheld).toEqual([14, 15, 11, 17]);
    expect(snapshots.map(({ rows }) => rows.filter((row) => row.rating.kind === 'withheld').length)).toEqual([
      4, 3, 2, 5,
    ]);
  });
  it('reads two-digit years of the nineties and of the forties', () => {
    const row = snapshots[0]?.rows.find(({ name }) => name === 'Queen Elizabeth Programme');
    expect(row?.startDate).toEqual({ kind: 'value', value: '1998-12-01' });
    const years = snapshots[0]?.rows.map(({ endDate }) => (endDate.kind === 'value' ? endDate.value.slice(0, 4) : ''));
    expect(years).toContain('2040');
  });
  it('follows projects through other names, departments and numbers', () => {
    expect(history.unusedRenames).toEqual([]);
    expect(byName('Hera Programme').steps.at(-1)?.changes[0]).toMatchObject({
      type: 'renamed',
      from: { name: 'Atlas Programme (IPA ID 2410)' },
      basis: 'number',
    });
    expect(byName('PHE Science Hub').steps.flatMap((step) => step.changes)).toContainEqual({
      type: 'renumbered',
      from: 'DH_0017_1112-Q1',
      to: 'DOH_0017_1112-Q1',
    });
    expect(byName('Great Western Route Modernisation (GWRM) including electrification').steps).toHaveLength(4);
  });
  it('accounts for every row in exactly one step', () => {
    const steps = history.projects.flatMap((project) => project.steps);
    expect(steps.filter((step) => step.row !== null)).toHaveLength(133 + 133 + 125 + 184);
    expect(new Set(steps.map((step) => step.idempotencyKey)).size).toBe(steps.length);
    expect(new Set(history.projects.map((project) => project.key)).size).toBe(history.projects.length);
  });
  it('finds the programme with the largest cost drift, as the file of 2021 itself explains it', () => {
    expect(costDrifts(history.projects)[0]).toMatchObject({
      name: 'Probation Programme',
      from: { referenceDate: '2019-03-31', cents: 120_000_000_000 },
      to: { referenceDate: '2021-03-31', cents: 1_772_563_000_000 },
    });
  });
});
