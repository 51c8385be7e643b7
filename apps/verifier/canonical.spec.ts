import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { canonical } from './small-export.js';
import { VERIFIER } from './verifier-under-test.js';

let readJson: (text: string) => unknown;
beforeAll(async () => {
  ({ readJson } = (await import(VERIFIER)) as { readJson: typeof readJson });
});

/** Whether another program, which knows nothing of the reader, would write this value as this text. */
function isCanonical(text: string): boolean {
  try {
    return canonical(JSON.parse(text)) === text && !/\\ud/.test(text) && !text.includes('"__proto__":');
  } catch {
    return false;
  }
}

describe('the reader of canonical JSON (RFC 8785)', () => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  it.each([
    ['a text', '"é😀\u007f\u2028"'],
    ['every escape', String.raw`"\"\\\b\f\n\r\t\u0000\u0007\u000b\u000e\u001f"`],
    ['nothing in a text, a list and an object', '["",[],{}]'],
    ['words', '[false,null,true]'],
    ['numbers', '[-1,-1.5,0,0.000001,1,1.5,1e+21,1e-7,5e-324,9007199254740991]'],
    ['members in the order of code units', '{"":0,"A":1,"_":2,"a":3,"aa":4,"é":5,"\u{1d306}":6,"\ufb33":7}'],
    ['names with escapes', String.raw`{"\n":1,"\"":2,"\\":3}`],
    ['forty levels', nested(41)],
  ])('reads %s', (_what, text) => expect(readJson(text)).toEqual(JSON.parse(text)));

  it('hides no mistake of a program as something that is not canonical', () => {
    expect(() => readJson(undefined as never)).toThrow(TypeError);
  });

  it.each([
    ['nothing', ''],
    ['a space before', ' 1'],
    ['a space behind', '1 '],
    ['a newline behind', '1\n'],
    ['two values', '1,2'],
    ['a space in a list', '[1, 2]'],
    ['a space in an object', '{"a": 1}'],
    ['a comma too many in a list', '[1,]'],
    ['a comma too many in an object', '{"a":1,}'],
    ['a list without its end', '[1'],
    ['a list that ends as an object', '[1}'],
    ['an object without its end', '{"a":1'],
    ['an object that ends as a list', '{"a":1]'],
    ['an object without a value', '{"a"}'],
    ['an object without a colon', '{"a"1}'],
    ['an object with a number as name', '{1:1}'],
    ['a text without its end', '"a'],
    ['a newline in a text', '"a\nb"'],
    ['a letter as an escape', String.raw`"\u0061"`],
    ['a slash as an escape', String.raw`"\/"`],
    ['a newline as a number', String.raw`"\u000a"`],
    ['an escape in capitals', String.raw`"\u000B"`],
    ['an unknown escape', String.raw`"\a"`],
    ['half a character as an escape', String.raw`"\ud800"`],
    ['a character in two escapes', String.raw`"\ud83d\ude00"`],
    ['half a character', '"\ud800"'],
    ['the other half of a character', '"\udc00"'],
    ['members out of order', '{"b":1,"a":2}'],
    ['members by the order of characters', '{"\ufb33":7,"\u{1d306}":6}'],
    ['a member twice', '{"a":1,"a":1}'],
    ['a member twice, deeper', '[{"a":{"b":1,"b":2}}]'],
    ['a number as a name, in the order of numbers', '{"2":1,"10":1}'],
    ['the prototype as a member', '{"__proto__":{}}'],
    ['minus zero', '-0'],
    ['a zero before', '01'],
    ['a zero behind', '1.0'],
    ['a plus', '+1'],
    ['a point without digits', '1.'],
    ['an exponent that is not needed', '1e3'],
    ['an exponent in capitals', '1E+21'],
    ['a number that is too exact', '9007199254740993'],
    ['a number that is too large', '1e+400'],
    ['no number', 'NaN'],
    ['infinity', 'Infinity'],
    ['a word with more behind it', 'nullx'],
    ['half a word', 'tru'],
    ['a minus alone', '-'],
    ['forty-one levels', nested(42)],
    ['a hundred thousand levels', '['.repeat(100_000)],
  ])('refuses %s', (_what, text) => expect(readJson(text)).toBeUndefined());

  it('reads whatever is written canonically, and nothing that differs from that', () => {
    const value = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }).map((json) => JSON.stringify(json));
    fc.assert(
      fc.property(
        value,
        fc.nat(),
        fc.constantFrom('', ' ', '"', '\\', '0', '1', ',', '{', ']', 'e', '-'),
        (json, at, by) => {
          const text = canonical(JSON.parse(json));
          fc.pre(isCanonical(text));
          expect(JSON.stringify(readJson(text))).toBe(JSON.stringify(JSON.parse(text)));
          const place = at % (text.length + 1);
          for (const rest of [place, place + 1]) {
            const other = text.slice(0, place) + by + text.slice(rest);
            expect([other, readJson(other) !== undefined]).toEqual([other, isCanonical(other)]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reads the published vectors of RFC 8785, and not what they were made of', () => {
    const file = join(__dirname, '../../libs/transparency/test-vectors/json-canonicalization.json');
    const vectors = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { input: string; output: string }>;
    for (const { input, output } of Object.values(vectors)) {
      expect(readJson(output)).toEqual(JSON.parse(output));
      expect(readJson(input)).toBeUndefined();
    }
  });
});
