import { escapePointer, isIntegerLikeKey, isWellFormed, MAX_NESTING } from './jcs.js';
import type { Json } from './port.js';

export type StrictJsonRefusal =
  | 'JSON_SYNTAX'
  | 'JSON_DUPLICATE_KEY'
  | 'JSON_FORBIDDEN_KEY'
  | 'JSON_INTEGER_LIKE_KEY'
  | 'JSON_LONE_SURROGATE'
  | 'JSON_UNSAFE_NUMBER'
  | 'JSON_NEGATIVE_ZERO'
  | 'JSON_TOO_DEEP';

/** The text is no JSON that reads the same everywhere. The message is Dutch and says where. */
export class StrictJsonError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(
    readonly code: StrictJsonRefusal,
    reason: string,
    text: string,
    /** Offset in UTF-16 code units. */
    readonly position: number,
    /** JSON pointer of the value in which it stands. */
    readonly pointer: string,
  ) {
    const before = text.slice(0, position);
    const line = before.split('\n').length;
    const column = position - (before.lastIndexOf('\n') + 1) + 1;
    super(`${reason} (regel ${line}, teken ${column})`);
    this.name = 'StrictJsonError';
    this.line = line;
    this.column = column;
  }
}

/**
 * JSON.parse that refuses what JSON.parse hides: it keeps the last of two equal keys, rounds large integers and reads
 * half characters. The engine's parser makes the value; one scan of the text looks for what the value no longer shows.
 */
export function parseStrict(text: string): Json {
  const scanner = new Scanner(text);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    // The engine's message has no stable place, so our own scan finds it.
    scanner.scan();
    throw Object.assign(scanner.error('JSON_SYNTAX', 'Dit is geen geldige JSON.', text.length), { cause });
  }
  scanner.scan();
  return value;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LOWER_U = 0x75;
const FIRST_PRINTABLE = 0x20;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** A recursive descent over the grammar of RFC 8259; MAX_NESTING bounds the recursion. */
class Scanner {
  private at = 0;
  private readonly path: (string | number)[] = [];

  constructor(private readonly text: string) {}

  scan(): void {
    if (!isWellFormed(this.text)) throw this.loneSurrogate(firstLoneSurrogate(this.text));
    this.value();
    if (this.at < this.text.length) throw this.syntax();
  }

  error(code: StrictJsonRefusal, reason: string, position = this.at): StrictJsonError {
    const pointer = this.path.map((step) => `/${escapePointer(String(step))}`).join('');
    return new StrictJsonError(code, reason, this.text, position, pointer);
  }

  private value(): void {
    this.space();
    const first = this.text.charCodeAt(this.at);
    if (first === QUOTE) this.string();
    else if (first === OPEN_BRACE) this.object();
    else if (first === OPEN_BRACKET) this.array();
    else if (first === 0x2d || (first >= 0x30 && first <= 0x39)) this.number();
    else this.word();
    this.space();
  }

  private object(): void {
    this.enter();
    const seen = new Set<string>();
    if (this.next(CLOSE_BRACE)) return;
    this.path.push('');
    do {
      this.space();
      const start = this.at;
      if (this.text.charCodeAt(start) !== QUOTE) throw this.syntax();
      const key = this.string();
      this.path[this.path.length - 1] = key;
      this.refuseKey(key, seen, start);
      seen.add(key);
      if (!this.next(COLON)) throw this.syntax();
      this.value();
    } while (this.next(COMMA));
    this.path.pop();
    if (!this.next(CLOSE_BRACE)) throw this.syntax();
  }

  private array(): void {
    this.enter();
    if (this.next(CLOSE_BRACKET)) return;
    this.path.push(0);
    let index = 0;
    do {
      this.path[this.path.length - 1] = index++;
      this.value();
    } while (this.next(COMMA));
    this.path.pop();
    if (!this.next(CLOSE_BRACKET)) throw this.syntax();
  }

  private enter(): void {
    if (this.path.length >= MAX_NESTING) {
      throw this.error('JSON_TOO_DEEP', `De gegevens zijn dieper genest dan ${MAX_NESTING} niveaus.`);
    }
    this.at++;
  }

  private refuseKey(key: string, seen: ReadonlySet<string>, start: number): void {
    if (seen.has(key)) throw this.error('JSON_DUPLICATE_KEY', `Het veld "${key}" staat er twee keer.`, start);
    if (key === '__proto__') {
      throw this.error('JSON_FORBIDDEN_KEY', 'De naam "__proto__" mag niet als veldnaam.', start);
    }
    if (isIntegerLikeKey(key)) {
      throw this.error('JSON_INTEGER_LIKE_KEY', `Een veldnaam mag geen getal zijn: "${key}".`, start);
    }
  }

  /** Steps over a string and returns its content. */
  private string(): string {
    const start = this.at++;
    let escaped = false;
    let unicode = false;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        escaped = true;
        unicode ||= this.text.charCodeAt(this.at + 1) === LOWER_U;
        this.match(ESCAPE);
      } else if (code >= FIRST_PRINTABLE) this.at++;
      else throw this.syntax(); // A control character, or (NaN) the end of the text.
    }
    this.at++;
    if (!escaped) return this.text.slice(start + 1, this.at - 1);
    const content = JSON.parse(this.text.slice(start, this.at)) as string;
    if (unicode && !isWellFormed(content)) throw this.loneSurrogate(start);
    return content;
  }

  private number(): void {
    const start = this.at;
    const value = Number(this.match(NUMBER));
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw this.error('JSON_UNSAFE_NUMBER', 'Dit getal is te groot; schrijf het als tekst.', start);
    }
    if (Object.is(value, -0)) throw this.error('JSON_NEGATIVE_ZERO', 'Het getal -0 mag niet; schrijf 0.', start);
  }

  private word(): void {
    this.match(WORD);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) throw this.syntax();
    this.at = pattern.lastIndex;
    return found[0];
  }

  private next(code: number): boolean {
    this.space();
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private syntax(): StrictJsonError {
    const found = this.at < this.text.length ? 'Hier staat iets dat niet past.' : 'De tekst houdt te vroeg op.';
    return this.error('JSON_SYNTAX', `Dit is geen geldige JSON. ${found}`);
  }

  private loneSurrogate(position: number): StrictJsonError {
    return this.error('JSON_LONE_SURROGATE', 'De tekst bevat een half teken (een los surrogaat).', position);
  }
}

const firstLoneSurrogate = (text: string): number => text.search(/\p{Cs}/u);
