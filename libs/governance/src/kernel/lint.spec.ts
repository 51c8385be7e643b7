import fc from 'fast-check';
import { Command, Id, ListOf, OneOf, Part, Parts, Text, Title } from './command.js';
import { freeTextsOf, lintText } from './lint.js';
import { title } from './values.js';

const found = (text: string): readonly string[] =>
  lintText(text).map(({ code, start, end }) => `${code} ${text.slice(start, end)}`);

describe('X8 personal data in free text', () => {
  it.each([
    ['burger 111222333 belde', 'BSN 111222333'],
    ['BSN: 123456782.', 'BSN 123456782'],
    ['BSN 1234.56.782', 'BSN 1234.56.782'],
    ['BSN 123.456.782', 'BSN 123.456.782'],
    ['BSN 123 456 782', 'BSN 123 456 782'],
    ['mail j.jansen@lindervoort.nl even', 'EMAIL j.jansen@lindervoort.nl'],
    ['(a+b@x.y.museum)', 'EMAIL a+b@x.y.museum'],
    ['bel 06-12345678', 'TELEFOON 06-12345678'],
    ['bel 06 12 34 56 78.', 'TELEFOON 06 12 34 56 78'],
    ['bel 0612345678', 'TELEFOON 0612345678'],
    ['bel +31 6 1234 5678', 'TELEFOON +31 6 1234 5678'],
    ['bel +31 (0)543 123456', 'TELEFOON +31 (0)543 123456'],
    ['bel 0031201234567', 'TELEFOON 0031201234567'],
    ['bel 020-1234567', 'TELEFOON 020-1234567'],
    ['mevrouw Jansen is boos', 'NAAM mevrouw Jansen'],
    ['Mevrouw De Vries-Bakker', 'NAAM Mevrouw De Vries-Bakker'],
    ['dhr. P.J. van der Berg zegt', 'NAAM dhr. P.J. van der Berg'],
    ['de heer Ten Brinke', 'NAAM de heer Ten Brinke'],
    ['mw. Öztürk', 'NAAM mw. Öztürk'],
    ["meneer Van 't Hof", "NAAM meneer Van 't Hof"],
  ])('is seen in %j', (text, expected) => expect(found(text)).toEqual([expected]));

  it.each([
    ['111222334 is geen BSN, want de elfproef klopt niet'],
    ['000000000'],
    ['zaaknummer Z111222333 en 1112223334'],
    ['€ 123.456.782 en EUR 123456782'],
    ['123456782 eurocent'],
    ['12345678'],
    ['@gemeente en naam@ en @x.nl'],
    ['1.450.000 inclusief 150.000 onvoorzien'],
    ['tussen 01-02-2025 en 2025-06-02 10:00'],
    ['14 0543'],
    ['0123 45678'],
    ['de heer en mevrouw'],
    ['de mevrouw van het loket'],
    ['dhr. x'],
    ['Het college besluit; de raad is gehoord.'],
    ['IBAN NL91ABNA0417164300'],
  ])('is not seen in %j', (text) => expect(found(text)).toEqual([]));

  it('is told in the order of the text, all of it', () => {
    const text = 'Dhr. Bos (06-12345678, bos@x.nl) heeft BSN 111222333.';
    expect(lintText(text).map(({ code }) => code)).toEqual(['NAAM', 'TELEFOON', 'EMAIL', 'BSN']);
  });
  it('is seen for every BSN, and for no number that fails the eleven test', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (number) => {
        const digits = String(number).padStart(9, '0');
        const sum = [9, 8, 7, 6, 5, 4, 3, 2, -1].reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
        expect(lintText(digits).some(({ code }) => code === 'BSN')).toBe(sum % 11 === 0);
      }),
    );
  });
  it.each(['a@', '0', '0 ', '-', 'mevrouw ', 'mw. A.', '1.', 'a.', "Mw. Van 't ", 'é@é.'])(
    'is looked for without delay in a long text of %j',
    (piece) => {
      const text = piece.repeat(10_000 / piece.length);
      // Time of the processor, so that a busy machine does not count.
      const before = process.cpuUsage();
      lintText(text);
      const { user, system } = process.cpuUsage(before);
      expect(user + system).toBeLessThan(500_000);
    },
  );
});

class Item {
  @Title() label!: string;
  @Id() id!: string;
}
@Command({ label: 'l', explain: 'e', resource: 'r', verb: 'v', who: [], on: 'dossier' })
class Sample {
  @Id({ optional: true }) id?: string;
  @Text({ optional: true }) story?: string;
  @Title({ optional: true, personal: true }) name?: string;
  @ListOf(title, { optional: true }) steps?: readonly string[];
  @Parts(Item, { optional: true }) items?: readonly Item[];
  @Part(Item, { optional: true }) one?: Item;
  @OneOf(['a'], { optional: true }) choice?: string;
}
describe('the free texts of a command', () => {
  it('are those of its lists and parts too, and not what is meant for personal data', () => {
    const command = Object.assign(new Sample(), {
      id: 'X-1',
      story: 's',
      name: 'Jansen',
      steps: ['een', 'twee'],
      items: [{ label: 'l', id: 'I' }],
      one: { label: 'm', id: 'J' },
      choice: 'a',
    });
    expect(freeTextsOf(command)).toEqual([
      { field: 'story', text: 's' },
      { field: 'steps.0', text: 'een' },
      { field: 'steps.1', text: 'twee' },
      { field: 'items.0.label', text: 'l' },
      { field: 'one.label', text: 'm' },
    ]);
    expect(freeTextsOf(new Sample())).toEqual([]);
    expect(freeTextsOf({})).toEqual([]);
  });
});
