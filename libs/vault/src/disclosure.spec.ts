import { decoyDigest, digestOf, discloseWith, makeDisclosure, readDisclosure } from './disclosure.js';
import { pooledRandom } from './random.js';

/** Text as the RFC prints it, with its blanks: the digest is over the disclosure, never over its meaning. */
const b64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');

describe('disclosures (RFC 9901 §4.2)', () => {
  it('has the digests of the published examples', () => {
    expect(digestOf('WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0')).toBe(
      'uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY',
    );
    expect(digestOf(b64('["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"]'))).toBe(
      'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0',
    );
  });

  it('reads back what it made, and never twice the same salt', () => {
    const random = pooledRandom();
    const one = makeDisclosure(random, '"naam"', '{"a":1}');
    const two = makeDisclosure(random, '"naam"', '{"a":1}');
    expect(one).not.toBe(two);
    expect(readDisclosure(one, 'x')).toEqual({ name: 'naam', value: { a: 1 } });
    const [salt] = JSON.parse(Buffer.from(one, 'base64url').toString()) as [string];
    expect(Buffer.from(salt, 'base64url')).toHaveLength(16);
    expect(discloseWith(salt, 'naam', { a: 1 })).toBe(one);
  });

  it('makes decoys of the form of a digest', () => {
    expect(decoyDigest(pooledRandom())).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('reads a value of any length, and characters of any width, one after the other', () => {
    const texts = ['kort', 'é😀'.repeat(5_000), 'weer kort', 'x'.repeat(2_900), ''];
    for (const text of texts) {
      expect(readDisclosure(discloseWith('zout', 'naam', text), 'e')).toEqual({ name: 'naam', value: text });
    }
  });
});
