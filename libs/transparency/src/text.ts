import { refuse, type TransparencyRefusal } from './refusal.js';

const DECIMAL = /^(?:0|[1-9][0-9]*)$/;
const SHOWN_CHARACTERS = 40;
/** Every character below U+0020 except the newline. */
const isControl = (code: number): boolean => code < 0x20 && code !== 0x0a;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** RFC 4648 §4: standard base64 with its padding. */
export const encodeBase64 = (bytes: Uint8Array): string => viewOf(bytes).toString('base64');

/**
 * RFC 4648 §4 and §3.5, strictly: what comes out encodes to exactly what went in. A lenient decoder leaves bits that
 * can be changed unnoticed (unused trailing bits, the other alphabet, line ends), and each is a hole in a signature.
 */
export function decodeBase64(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) {
    refuse('BASE64_NOT_STRICT', `${what} is not strict base64: ${shown(text)}`);
  }
  return bytes;
}

/** The text of bytes that must be UTF-8 without control characters other than newline (signed-note, "Format"). */
export function decodeText(bytes: Uint8Array, maxBytes: number, what: string): string {
  if (bytes.length > maxBytes) refuse('TOO_LARGE', `${what} has ${bytes.length} bytes; ${maxBytes} is the limit`);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return refuse('NOT_UTF8', `${what} is not UTF-8`);
  }
  refuseControls(text, what);
  return text;
}

export function refuseControls(text: string, what: string): void {
  for (let at = 0; at < text.length; at += 1) {
    if (isControl(text.charCodeAt(at))) refuse('CONTROL_CHARACTER', `${what} has a control character at ${at}`);
  }
}

/** An ASCII decimal without leading zeroes, no larger than a safe integer (tlog-checkpoint, "Note text", line 2). */
export function parseDecimal(text: string, what: string, code: TransparencyRefusal = 'NUMBER_NOT_STRICT'): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    refuse(code, `${what} is not a decimal number without leading zeroes up to 2^53 - 1: ${shown(text)}`);
  }
  return value;
}

/** Long input is not repeated in a message. */
export const shown = (text: string): string =>
  JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);

/** The same bytes as a Buffer, without a copy. */
export const viewOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
