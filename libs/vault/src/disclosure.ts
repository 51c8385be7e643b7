import { hash } from 'node:crypto';
import { VaultDamaged } from './errors.js';
import { canonicalize } from './jcs.js';
import type { Json } from './port.js';
import type { RandomSource } from './random.js';

/** RFC 9901 §4.2.1: 128 bits, so that a yes or no cannot be guessed from its digest. */
export const SALT_BYTES = 16;

/** The base64url text of `[salt, name, value]`; whoever has it can check it against the entry. */
export type Disclosure = string;

/** `nameText` and `valueText` are canonical JSON already: the caller has them, and making them twice costs. */
export function makeDisclosure(random: RandomSource, nameText: string, valueText: string): Disclosure {
  const salt = random.take(SALT_BYTES).toString('base64url');
  return base64url(`["${salt}",${nameText},${valueText}]`);
}

/** A disclosure with a given salt; for exports, vectors and tests. */
export const discloseWith = (salt: string, name: string, value: Json): Disclosure =>
  Buffer.from(`[${canonicalize(salt)},${canonicalize(name)},${canonicalize(value)}]`, 'utf8').toString('base64url');

/** RFC 9901 §4.2.3: the digest of the ASCII of the disclosure, in base64url. */
export const digestOf = (disclosure: Disclosure): string => hash('sha256', disclosure, 'base64url');

/** RFC 9901 §4.2.5: a digest of nothing, that no reader can tell from a real one. */
export const decoyDigest = (random: RandomSource): string => hash('sha256', random.take(SALT_BYTES * 2), 'base64url');

/** What a disclosure says. `entryId` is for the words of the refusal only. */
export function readDisclosure(disclosure: Disclosure, entryId: string): { name: string; value: Json } {
  let parts: unknown;
  try {
    parts = JSON.parse(textOf(disclosure));
  } catch {
    parts = undefined;
  }
  if (Array.isArray(parts) && parts.length === 3 && typeof parts[1] === 'string') {
    return { name: parts[1], value: parts[2] as Json };
  }
  throw new VaultDamaged(
    'DISCLOSURE_NOT_COMMITTED',
    entryId,
    `Een afgeschermde waarde van regel ${entryId} is niet te lezen. Zet de reservekopie terug.`,
  );
}

/** Most disclosures are short; they are encoded and decoded in one place instead of in a buffer each. */
const scratch = Buffer.alloc(4_096);
/** A UTF-16 unit takes at most three bytes in UTF-8. */
const MAX_SCRATCH_UNITS = Math.floor(scratch.length / 3);

function base64url(text: string): string {
  if (text.length > MAX_SCRATCH_UNITS) return Buffer.from(text, 'utf8').toString('base64url');
  return scratch.toString('base64url', 0, scratch.write(text, 0, 'utf8'));
}

function textOf(disclosure: Disclosure): string {
  if (disclosure.length > scratch.length) return Buffer.from(disclosure, 'base64url').toString('utf8');
  return scratch.toString('utf8', 0, scratch.write(disclosure, 0, 'base64url'));
}
