import { Command, Day, ListOf, Text, Title, Uri, validation } from './command.js';
import { text, title } from './values.js';

@Command({ label: 'l', explain: 'e', resource: 'r', verb: 'v', who: [], on: 'dossier' })
class Sample {
  @Title({ optional: true }) name?: string;
  @Text({ optional: true }) story?: string;
  @ListOf(title, { optional: true }) names?: readonly string[];
  @Uri({ optional: true }) link?: string;
  @Day({ optional: true }) on?: string;
}
const codes = (fields: Partial<Sample>): readonly string[] =>
  validation()
    .validateSync(Object.assign(new Sample(), fields))
    .flatMap(({ constraints }) => Object.keys(constraints ?? {}));

describe('free text in a command', () => {
  const NUL = String.fromCharCode(0);
  it.each([
    ['name', `a${NUL}b`],
    ['name', 'twee\nregels'],
    ['story', `a${NUL}b`],
    ['story', 'bel\u0007'],
    ['story', 'wis\u007f'],
    ['story', 'c1\u0085'],
    ['story', 'half \ud83d teken'],
    ['names', ['goed', `a${NUL}`]],
    ['link', `urn:a${NUL}b`],
  ])('is refused in %s when it holds %j', (field, value) => {
    expect(codes({ [field]: value })).toEqual(['isPlainText']);
  });
  it.each([
    ['name', 'Zaaksysteem – fase 2 (é, 😀)'],
    ['story', 'eerste regel\n\ttweede regel\r\n'],
    ['names', ['een', 'twee']],
    ['link', 'urn:nld:oin:1'],
  ])('is taken in %s: %j', (field, value) => {
    expect(codes({ [field]: value })).toEqual([]);
  });
  it.each(['name', 'story'])('is refused in %s when there is nothing to see', (field) => {
    expect(codes({ [field]: ' \t ' })).toContain('isNotEmpty');
    expect(codes({ [field]: '' })).toEqual(['isNotEmpty']);
    expect(codes({ [field]: 7 as never })).toContain('isString');
  });
  it('has the same rule in its schema as in its check', () => {
    for (const kind of [title, text]) {
      const pattern = new RegExp(kind.schema['pattern'] as string);
      for (const good of ['a', ' a ', 'x'.repeat(kind.schema['maxLength'] as number)]) expect(good).toMatch(pattern);
      for (const bad of ['', '  ', `a${NUL}`, 'x'.repeat((kind.schema['maxLength'] as number) + 1)])
        expect(bad).not.toMatch(pattern);
    }
    expect('a\nb').toMatch(new RegExp(text.schema['pattern'] as string));
    expect('a\nb').not.toMatch(new RegExp(title.schema['pattern'] as string));
  });
  it('has dates of this era', () => {
    expect(codes({ on: '2026-05-19' })).toEqual([]);
    expect(codes({ on: '3026-05-19' })).toEqual(['isCalendarDay']);
  });
});
