import fc from 'fast-check';
import { EntryRefused } from './errors.js';
import { canonicalize, MAX_NESTING, refuseUnsafe } from './jcs.js';

describe('canonicalize (RFC 8785)', () => {
  it('sorts by code unit and writes numbers as ECMAScript does', () => {
    expect(canonicalize({ b: 1e21, a: [1e-7, -0, 100, 0.1], '€': 'é\n', A: null })).toBe(
      '{"A":null,"a":[1e-7,0,100,0.1],"b":1e+21,"€":"é\\n"}',
    );
  });

  it('survives parsing whatever passed the door', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        try {
          refuseUnsafe(value);
        } catch {
          return;
        }
        const text = canonicalize(value);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
      }),
    );
  });
});

describe('refuseUnsafe (the door)', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
  const cases: readonly [string, unknown, string, string][] = [
    ['a lone surrogate', { a: ['\ud800'] }, 'LONE_SURROGATE', '/a/0'],
    ['a lone surrogate in a key', { '\udc00': 1 }, 'LONE_SURROGATE', ''],
    ['a too large integer', { a: 2 ** 53 }, 'UNSAFE_INTEGER', '/a'],
    ['a too small integer', -(2 ** 53), 'UNSAFE_INTEGER', ''],
    ['minus zero', [-0], 'NEGATIVE_ZERO', '/0'],
    ['not a number', { a: NaN }, 'NOT_FINITE', '/a'],
    ['infinity', -Infinity, 'NOT_FINITE', ''],
    ['an integer-like key', { a: { '12': 1 } }, 'INTEGER_LIKE_KEY', '/a'],
    ['__proto__', JSON.parse('{"__proto__":1}'), 'FORBIDDEN_KEY', ''],
    ['a key that RFC 9901 reserves', { a: { _sd: [] } }, 'RESERVED_NAME', '/a'],
    ['undefined', { a: undefined }, 'UNDEFINED_VALUE', '/a'],
    ['a hole in a list', new Array(1), 'UNDEFINED_VALUE', '/0'],
    ['a date', { 'a/b': new Date(0) }, 'NOT_JSON', '/a~1b'],
    ['a function', () => 1, 'NOT_JSON', ''],
    ['a bigint', 1n, 'NOT_JSON', ''],
    ['deep nesting', nested(MAX_NESTING + 1), 'TOO_DEEP', '/0'.repeat(MAX_NESTING)],
  ];

  it.each(cases)('refuses %s', (_name, value, code, pointer) => {
    const refused = catchError(() => refuseUnsafe(value));
    expect(refused).toBeInstanceOf(EntryRefused);
    expect(refused).toMatchObject({ code, pointer });
  });

  it('lets the edges through', () => {
    const edges = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, 0.5, 5e-324, '😀', '', null, true, '01'];
    expect(() => refuseUnsafe({ edges, '01': 1, '-1': 2, nested: nested(MAX_NESTING - 1) })).not.toThrow();
  });
});

function catchError(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
