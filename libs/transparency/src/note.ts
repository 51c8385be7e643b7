import { isKeyName, KEY_ID_BYTES, keyIdText, type NoteSigner, type NoteVerifier } from './keys.js';
import { refuse } from './refusal.js';
import { decodeBase64, decodeText, encodeBase64, refuseControls, shown } from './text.js';

/** signed-note, "Format": a limit to the overall size; room for more than a hundred post-quantum signatures. */
export const MAX_NOTE_BYTES = 1_000_000;
/** signed-note, "Format": verifiers limit the number of signatures, and accept at least 16. */
export const MAX_NOTE_SIGNATURES = 100;
const SIGNATURE_START = '— ';

/** One signature line (signed-note, "Signatures"). */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  /** What stands behind the key ID. */
  readonly signature: Uint8Array;
}

/** A note as it is written. Nothing is verified: the text must be ignored until `openNote` accepts it. */
export interface SignedNote {
  /** With its final newline, without the blank line. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A note of which at least one signature by a known key holds, and none by a known key fails. */
export interface OpenedNote {
  readonly text: string;
  /** By known keys, verified; one for each key. */
  readonly verified: readonly NoteSignature[];
  /** By unknown keys, which are ignored (signed-note, "Signatures"). */
  readonly unknown: readonly NoteSignature[];
}

/** signed-note, "Format": split at the last blank line, then one signature a line. */
export function parseNote(bytes: Uint8Array): SignedNote {
  const note = decodeText(bytes, MAX_NOTE_BYTES, 'the note');
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0) return refuse('NOTE_WITHOUT_SIGNATURES', 'the note has no blank line before its signatures');
  return { text: note.slice(0, blank + 1), signatures: parseSignatureLines(note.slice(blank + 2)) };
}

/** signed-note, "Format": one or more lines, each with its newline. What a witness answers has this form too. */
export function parseSignatureLines(lines: string): NoteSignature[] {
  if (lines === '') return refuse('NOTE_WITHOUT_SIGNATURES', 'the note has no signature');
  if (!lines.endsWith('\n')) return refuse('NOTE_SIGNATURE_LINE_MALFORMED', 'the last line has no newline');
  const found: NoteSignature[] = [];
  for (let from = 0; from < lines.length;) {
    const end = lines.indexOf('\n', from);
    if (found.length === MAX_NOTE_SIGNATURES) {
      refuse('NOTE_TOO_MANY_SIGNATURES', `a note has at most ${MAX_NOTE_SIGNATURES} signatures`);
    }
    found.push(parseSignatureLine(lines.slice(from, end)));
    from = end + 1;
  }
  return found;
}

/** signed-note, "Signatures": `— <key name> base64(key ID ‖ signature)`. */
function parseSignatureLine(line: string): NoteSignature {
  const [name = '', base64 = '', ...more] = line.slice(SIGNATURE_START.length).split(' ');
  if (!line.startsWith(SIGNATURE_START) || !isKeyName(name) || more.length > 0) {
    refuse('NOTE_SIGNATURE_LINE_MALFORMED', `this is not a signature line: ${shown(line)}`);
  }
  const bytes = decodeBase64(base64, `the signature of ${shown(name)}`);
  if (bytes.length <= KEY_ID_BYTES) {
    refuse('NOTE_SIGNATURE_LINE_MALFORMED', `the signature of ${shown(name)} has no bytes behind its key ID`);
  }
  return { name, keyId: bytes.readUInt32BE(), signature: bytes.subarray(KEY_ID_BYTES) };
}

/** The bytes of a note as text; what `parseNote` reads back as the same. */
export function formatNote({ text, signatures }: SignedNote): string {
  requireNoteText(text);
  if (signatures.length === 0) refuse('NOTE_WITHOUT_SIGNATURES', 'a note has at least one signature');
  if (signatures.length > MAX_NOTE_SIGNATURES) {
    refuse('NOTE_TOO_MANY_SIGNATURES', `a note has at most ${MAX_NOTE_SIGNATURES} signatures`);
  }
  return `${text}\n${signatures.map(formatSignatureLine).join('')}`;
}

/** signed-note, "Signatures": one line with its newline. */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  // The length of a stranger's name is not ours to judge when a note is written again with one signature more.
  if (!isKeyName(name)) refuse('KEY_NAME_INVALID', `this is not the name of a key: ${shown(name)}`);
  const id = Buffer.alloc(KEY_ID_BYTES);
  id.writeUInt32BE(keyId);
  return `${SIGNATURE_START}${name} ${encodeBase64(Buffer.concat([id, signature]))}\n`;
}

function requireNoteText(text: string): void {
  if (!text.endsWith('\n')) refuse('NOTE_TEXT_MALFORMED', 'the text of a note ends in a newline');
  refuseControls(text, 'the text of the note');
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.toString('utf8') !== text) refuse('NOT_UTF8', 'the text of the note has no UTF-8 form');
  if (bytes.length > MAX_NOTE_BYTES) refuse('TOO_LARGE', `a note has at most ${MAX_NOTE_BYTES} bytes`);
}

/** One signature over a text; for a note that is signed by several in turn. */
export async function signatureOver(text: string, signer: NoteSigner): Promise<NoteSignature> {
  requireNoteText(text);
  const { name, keyId } = signer;
  return { name, keyId, signature: await signer.sign(Buffer.from(text, 'utf8')) };
}

/** signed-note, "Format": the text with a signature by each signer, in their order. */
export async function signNote(text: string, ...signers: readonly NoteSigner[]): Promise<string> {
  const signatures: NoteSignature[] = [];
  for (const signer of signers) signatures.push(await signatureOver(text, signer));
  return formatNote({ text, signatures });
}

/**
 * signed-note, "Signatures": signatures by unknown keys are ignored, one by a known key that does not hold rejects the
 * whole note, and so does a note that no known key signed.
 */
export function openNote(bytes: Uint8Array, verifiers: readonly NoteVerifier[]): OpenedNote {
  const { text, signatures } = parseNote(bytes);
  const known = byKey(verifiers);
  const message = Buffer.from(text, 'utf8');
  const verified = new Map<string, NoteSignature>();
  const unknown: NoteSignature[] = [];
  for (const signature of signatures) {
    const key = keyOf(signature);
    const verifier = known.get(key);
    if (verifier === undefined) {
      unknown.push(signature);
    } else if (!verifier.verify(message, signature.signature)) {
      refuse('NOTE_SIGNATURE_WRONG', `the signature of ${key} does not belong to this text`);
    } else if (!verified.has(key)) {
      verified.set(key, signature);
    }
  }
  if (verified.size === 0) {
    refuse('NOTE_NOT_SIGNED_BY_KNOWN_KEY', `none of the signatures is by ${[...known.keys()].join(', ') || 'a key'}`);
  }
  return { text, verified: [...verified.values()], unknown };
}

/** signed-note, "Signatures": name and key ID together identify a key. */
const keyOf = ({ name, keyId }: Pick<NoteSignature, 'name' | 'keyId'>): string => `${name}+${keyIdText(keyId)}`;

function byKey(verifiers: readonly NoteVerifier[]): Map<string, NoteVerifier> {
  const known = new Map<string, NoteVerifier>();
  for (const verifier of verifiers) {
    const key = keyOf(verifier);
    if (known.has(key)) refuse('KEY_AMBIGUOUS', `two keys share the name and key ID ${key}`);
    known.set(key, verifier);
  }
  return known;
}
