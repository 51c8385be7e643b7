import { commandFields, type CommandClass } from './command.js';

/**
 * Looks for personal data in free text before it is recorded (governance.md X8). Names of people stand in the register
 * under their own key; text in the log cannot be erased per person. Only patterns are looked for: the names themselves
 * are personal data, and no rule may read them. A pattern can be wrong, so the recorder may go on with a reason.
 */
export const LINT_CODES = ['BSN', 'EMAIL', 'TELEFOON', 'NAAM'] as const;
export type LintCode = (typeof LINT_CODES)[number];

export interface Warning {
  readonly code: LintCode;
  /** First character and the one after the last. The text itself is not repeated: this goes into logs and answers. */
  readonly start: number;
  readonly end: number;
}
/** What a warning thinks it sees, for in a Dutch sentence. */
export const LINT_LABELS: Readonly<Record<LintCode, string>> = {
  BSN: 'een burgerservicenummer',
  EMAIL: 'een e-mailadres',
  TELEFOON: 'een telefoonnummer',
  NAAM: 'de naam van een persoon',
};

const BSN = /(?<![\p{L}\d.,-])(?:\d{9}|\d{3}([. -])\d{3}\1\d{3}|\d{4}([. -])\d{2}\2\d{3})(?![\d\p{L}])/gu;
/** An amount of money is no BSN, whatever its digits add up to. */
const MONEY_BEFORE = /(?:€|eur|euro)\s*$/i;
const MONEY_AFTER = /^\s*(?:euro|eur|eurocent)\b/i;
const EMAIL = /[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){0,6}\.\p{L}{2,24}/gu;
const TELEPHONE = /(?<![\p{L}\d.,/-])(?:\+31|0031|0)[ .-]?(?:\(0\)[ .-]?)?[1-9](?:[ .-]{0,2}\d){8}(?!\d)/gu;
const TITLES = '[Mm]evrouw|[Mm]evr\\.?|[Mm]w\\.?|[Mm]eneer|[Dd]e [Hh]eer|[Dd]hr\\.?';
const PARTICLES = "(?:(?:[Vv]an|[Dd]e|[Dd]er|[Dd]en|[Tt]en|[Tt]er|[Tt]e|[Hh]et|'t|[Ii]n|[Oo]p) ){0,3}";
const NAME = new RegExp(`(?<!\\p{L})(?:${TITLES})\\s{1,3}(?:\\p{Lu}\\.\\s?){0,5}${PARTICLES}\\p{Lu}[\\p{L}'’-]+`, 'gu');

/** What every pattern needs: most texts have none of it, and then one look is enough. */
const SUSPECT = new RegExp(`\\d|@|${TITLES}`);
const NOTHING: readonly Warning[] = [];

/** Everything in a text that looks like personal data, in the order of the text. */
export function lintText(text: string): readonly Warning[] {
  if (!SUSPECT.test(text)) return NOTHING;
  const found: Warning[] = [];
  const look = (
    code: LintCode,
    pattern: RegExp,
    isOne: (match: string, start: number) => boolean = () => true,
  ): void => {
    for (const { 0: match, index } of text.matchAll(pattern))
      if (isOne(match, index)) found.push({ code, start: index, end: index + match.length });
  };
  look('BSN', BSN, (match, start) => {
    const money =
      MONEY_BEFORE.test(text.slice(Math.max(0, start - MONEY_REACH), start)) ||
      MONEY_AFTER.test(text.slice(start + match.length, start + match.length + MONEY_REACH));
    return !money && passesElevenTest(match.replace(/\D/g, ''));
  });
  look('EMAIL', EMAIL);
  look('TELEFOON', TELEPHONE);
  look('NAAM', NAME);
  return found.sort((a, b) => a.start - b.start);
}
const MONEY_REACH = 12;

/** Nine digits are a BSN when 9a + 8b + … + 2h − i divides by eleven. */
function passesElevenTest(digits: string): boolean {
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index === 8 ? -1 : 9 - index), 0);
  return sum % 11 === 0 && Number(digits) > 0;
}

export interface FreeText {
  /** Where it stands, in names of the command: `conditions.0.condition`. */
  readonly field: string;
  readonly text: string;
}
/** Every free text of a command, lists and parts included, except fields that are meant for personal data. */
export function freeTextsOf(command: object): readonly FreeText[] {
  return textsIn(command, command.constructor as CommandClass, '');
}
function textsIn(part: object, described: CommandClass, path: string): readonly FreeText[] {
  return commandFields(described).flatMap(({ name, kind, nested, personal }) => {
    const value = (part as Readonly<Record<string, unknown>>)[name];
    const at = path + name;
    if (personal === true || value === undefined || value === null) return [];
    const values: readonly (readonly [string, unknown])[] = Array.isArray(value)
      ? value.map((each: unknown, index) => [`${at}.${index}`, each] as const)
      : [[at, value]];
    if (nested !== undefined)
      return values.flatMap(([where, each]) =>
        typeof each === 'object' && each !== null ? textsIn(each, nested, `${where}.`) : [],
      );
    if (!FREE.includes((kind.item ?? kind).name)) return [];
    return values.flatMap(([field, text]) => (typeof text === 'string' ? [{ field, text }] : []));
  });
}
const FREE: readonly string[] = ['title', 'text'];
