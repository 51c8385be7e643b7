import fc from 'fast-check';
import { MAX_NESTING } from './jcs.js';
import { parseStrict, StrictJsonError } from './strict-json.js';

function refusal(text: string): StrictJsonError {
  try {
    parseStrict(text);
  } catch (error) {
    if (error instanceof StrictJsonError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('parseStrict', () => {
  const cases: readonly [string, string, number, string][] = [
    ['{"a":1,"a":2}', 'JSON_DUPLICATE_KEY', 7, '/a'],
    ['{"a":1,"\\u0061":2}', 'JSON_DUPLICATE_KEY', 7, '/a'],
    ['{"x":{"__proto__":1}}', 'JSON_FORBIDDEN_KEY', 6, '/x/__proto__'],
    ['{"1":1}', 'JSON_INTEGER_LIKE_KEY', 1, '/1'],
    ['["\\ud800"]', 'JSON_LONE_SURROGATE', 1, '/0'],
    ['["a\ud800"]', 'JSON_LONE_SURROGATE', 3, ''],
    ['[1, 9007199254740993]', 'JSON_UNSAFE_NUMBER', 4, '/1'],
    ['1e400', 'JSON_UNSAFE_NUMBER', 0, ''],
    ['{"a":-0.0}', 'JSON_NEGATIVE_ZERO', 5, '/a'],
    ['-1e-400', 'JSON_NEGATIVE_ZERO', 0, ''],
    ['['.repeat(MAX_NESTING + 1) + ']'.repeat(MAX_NESTING + 1), 'JSON_TOO_DEEP', MAX_NESTING, '/0'.repeat(MAX_NESTING)],
    ['['.repeat(100_000), 'JSON_TOO_DEEP', MAX_NESTING, '/0'.repeat(MAX_NESTING)],
    ['', 'JSON_SYNTAX', 0, ''],
    ['{"a":1,}', 'JSON_SYNTAX', 7, '/a'],
    ['{"a" 1}', 'JSON_SYNTAX', 5, '/a'],
    ['{a:1}', 'JSON_SYNTAX', 1, '/'],
    ['[1 2]', 'JSON_SYNTAX', 3, ''],
    ['[01]', 'JSON_SYNTAX', 2, ''],
    ['"\\x"', 'JSON_SYNTAX', 1, ''],
    ['"\n"', 'JSON_SYNTAX', 1, ''],
    ['"open', 'JSON_SYNTAX', 5, ''],
    ['[NaN]', 'JSON_SYNTAX', 1, '/0'],
    ['{} {}', 'JSON_SYNTAX', 3, ''],
    ['\ufeff{}', 'JSON_SYNTAX', 0, ''],
  ];

  it.each(cases)('refuses %j', (text, code, position, pointer) => {
    expect(refusal(text)).toMatchObject({ code, position, pointer });
  });

  it('says line and column in Dutch', () => {
    const refused = refusal('{\n  "a": 1,\n  "a": 2\n}');
    expect(refused).toMatchObject({ line: 3, column: 3 });
    expect(refused.message).toBe('Het veld "a" staat er twee keer. (regel 3, teken 3)');
  });

  it('accepts a body at the edge of every limit', () => {
    const deepest = '['.repeat(MAX_NESTING) + ']'.repeat(MAX_NESTING);
    expect(parseStrict(deepest)).toEqual(JSON.parse(deepest));
    const text =
      ' {"a":[9007199254740991,-9007199254740991,0,1.5e3,"\\ud83d\\ude00",true,false,null,{}],"b":{"a":""}} ';
    expect(parseStrict(text)).toEqual(JSON.parse(text));
  });

  it('agrees with JSON.parse on what JSON is, and finds a place for every error', () => {
    const almostJson = fc.string({ unit: fc.constantFrom(...'{}[]",:0123456789.eE+-\\utrfalsn \n'), maxLength: 30 });
    fc.assert(
      fc.property(almostJson, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        let code = '';
        try {
          parseStrict(text);
        } catch (error) {
          code = (error as StrictJsonError).code;
        }
        if (valid) expect(code).not.toBe('JSON_SYNTAX');
        else expect(code).not.toBe('');
      }),
      { numRuns: 3_000 },
    );
  });

  it('returns what JSON.parse returns', () => {
    const dictionary = fc.object({ key: fc.stringMatching(/^[a-z]{1,6}$/), values: [fc.string(), fc.boolean()] });
    fc.assert(fc.property(dictionary, (value) => expect(parseStrict(JSON.stringify(value))).toEqual(value)));
  });
});
