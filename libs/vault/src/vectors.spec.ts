import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './disclosure.js';
import { canonicalize } from './jcs.js';
import type { Json } from './port.js';

/** So many vectors as were published, each of which holds. The title tells what was counted, not what was hoped for. */
function itCounts<T>(what: string, published: number, vectors: readonly T[], holds: (vector: T) => boolean): void {
  const held = vectors.filter(holds).length;
  it(`${what}: ${held} of ${vectors.length}`, () => expect([held, vectors.length]).toEqual([published, published]));
}

interface Spelling {
  readonly input: string;
  readonly output: string;
  readonly outhex: string;
}
/** What this file is and where it comes from: README.md beside it. */
const SPELLINGS = join(__dirname, '../../transparency/test-vectors/json-canonicalization.json');

describe('RFC 8785, the vectors of cyberphone/json-canonicalization', () => {
  const vectors = Object.values(JSON.parse(readFileSync(SPELLINGS, 'utf8')) as Record<string, Spelling>);
  itCounts('texts, and their bytes', 6, vectors, ({ input, output, outhex }) => {
    const text = canonicalize(JSON.parse(input) as Json);
    return text === output && Buffer.from(text, 'utf8').toString('hex') === outhex;
  });
});

/** §4.2.3 and §5.1: with the blanks of the RFC, since a digest is over bytes and not over meaning. */
const RFC_9901 = [
  ['["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"]', 'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0'],
  ['["2GLC42sKQveCfGfryNRN9w", "given_name", "John"]', 'jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4'],
  ['["eluV5Og3gSNII8EYnsxA_A", "family_name", "Doe"]', 'TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo'],
  ['["6Ij7tM-a5iVPGboS5tmvVA", "email", "johndoe@example.com"]', 'JzYjH4svliH0R3PyEMfeZu6Jt69u5qehZo7F7EPYlSE'],
  ['["eI8ZWm9QnKPpNPeNenHdhQ", "phone_number", "+1-202-555-0101"]', 'PorFbpKuVu6xymJagvkFsFXAbRoc2JGlAUA2BA4o7cI'],
  ['["Qg_O64zqAxe412a108iroA", "phone_number_verified", true]', 'XQ_3kPKt1XyX7KANkqVR6yZ2Va5NrPIvPYbyMvRKBMM'],
  [
    '["AJx-095VPrpTtN4QMOqROA", "address", {"street_address": "123 Main St", "locality": "Anytown", "region": "Anystate", "country": "US"}]',
    'XzFrzwscM6Gn6CJDc6vVK8BkMnfG8vOSKfpPIZdAfdE',
  ],
  ['["Pc33JM2LchcU_lHggv_ufQ", "birthdate", "1940-01-01"]', 'gbOsI4Edq2x2Kw-w5wPEzakob9hV1cRD0ATN3oQL9JM'],
  ['["G02NSrQfjFXQ7Io09syajA", "updated_at", 1570000000]', 'CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI'],
  ['["lklxF5jMYlGTPUovMNIvCA", "US"]', 'pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo'],
  ['["nPuoQnkRFq3BIeAm7AnXFA", "DE"]', '7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0'],
] as const;

describe('RFC 9901, its own examples', () =>
  itCounts('digests', 11, RFC_9901, ([text, digest]) => {
    return digestOf(Buffer.from(text, 'utf8').toString('base64url')) === digest;
  }));
