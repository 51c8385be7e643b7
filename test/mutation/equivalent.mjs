/**
 * Mutants after which the program gives the same in every case, each with why. They count as not killed; they are named
 * so that a survivor that is not here is a test that is missing. `line` is the text of the source: it moves, and the
 * number of the line changes.
 */
export const EQUIVALENT = [
  {
    path: 'libs/transparency/src/text.ts',
    line: 'for (let at = 0; at < text.length; at += 1) {',
    what: 'at < text.length with <=',
    why: 'behind the last character stands NaN, and that is no control character',
  },
  {
    path: 'apps/verifier/verifier.mjs',
    line: String.raw`return text.includes('\ufffd') && !isUtf8(bytes) ? undefined : text;`,
    what: String.raw`only !isUtf8(bytes) of text.includes('\ufffd') && !isUtf8(bytes)`,
    why: 'what is no UTF-8 always has that character: looking for it only saves time',
  },
  {
    path: 'apps/verifier/verifier.mjs',
    line: "if (name === '__proto__' || (before !== undefined && name <= before)) this.refuse();",
    what: 'only name <= before of before !== undefined && name <= before',
    why: 'nothing is less than undefined',
  },
  {
    path: 'apps/verifier/verifier.mjs',
    line: String.raw`const unquoted = (text) => (text.includes('\\') ? JSON.parse(text) : text.slice(1, -1));`,
    what: String.raw`text.includes('\\') is true`,
    why: 'JSON.parse reads a text without escapes as it stands, only later',
  },
  {
    path: 'apps/verifier/verifier.mjs',
    line: 'if (before === undefined) this.streams.set(copyOf(subject), { revision: streamrev, ms });',
    what: 'before === undefined is true',
    why: 'the same values are put there in a new object',
  },
  {
    path: 'apps/verifier/verifier.mjs',
    line: 'if (type === 1) return signature.length === 64 && verifySignature(null, Buffer.from(text), key, signature);',
    what: 'only verifySignature(null, Buffer.from(text), key, signature) of signature.length === 64 && verifySignature(null, Buffer.from(text), ke…',
    why: 'OpenSSL refuses a signature of another length too; the check says so in the source',
  },
  {
    path: 'apps/verifier/verifier.mjs',
    line: "if (origin === '' || root?.length !== HASH_BYTES) return found('checkpointMalformed', file);",
    what: "only root?.length !== HASH_BYTES of origin === '' || root?.length !== HASH_BYTES",
    why: 'without an origin nothing was read, so there is no root either',
  },
  {
    path: 'apps/verifier/verifier.mjs',
    line: 'for (let from = 0; from < count;) {',
    what: 'from < count with <=',
    why: 'at the end of what was read a part of no bytes is added',
  },
];
