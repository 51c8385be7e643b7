import { commandFields, type CommandField } from '#governance';
import { dutchName, englishName, isDutchName } from '../words.js';
import type { Problem } from './problem.js';

/** A field that is not right, with its place in the caller's own words: `bronnen.0.uri`. */
export type Wrong = NonNullable<Problem['invalidParams']>[number];

/** What no text that people read may hold: control signs (a tab and a new line are fine), and signs that turn text around. */
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/;

/**
 * Input under the names of the code, and what is wrong with it whatever the command is. What is wrong is left out, so
 * that the rules of the command do not meet it. A name of the code is not a name of the API: with both allowed, one
 * body could say two things.
 */
export function readInput(value: unknown, wrong: Wrong[], path = ''): unknown {
  if (Array.isArray(value)) return value.map((item, index) => readInput(item, wrong, `${path}${index}.`));
  const name = path.slice(0, -1);
  if (value === null)
    return void wrong.push({ name, code: 'isNull', reason: 'mag niet null zijn; laat het veld weg of vul het in' });
  if (typeof value === 'string') return readText(value, name, wrong);
  if (typeof value !== 'object') return value;
  const members: [string, unknown][] = [];
  for (const [dutch, inner] of Object.entries(value)) {
    if (!isDutchName(dutch)) wrong.push({ name: path + dutch, code: 'isKnown', reason: 'is hier geen bekend veld' });
    else members.push([englishName(dutch), readInput(inner, wrong, `${path}${dutch}.`)]);
  }
  return Object.fromEntries(members);
}

function readText(text: string, name: string, wrong: Wrong[]): string {
  if (UNREADABLE.test(text))
    wrong.push({ name, code: 'isReadable', reason: 'bevat een teken dat niet te lezen is (een stuurteken)' });
  else if (text.trim() === '') wrong.push({ name, code: 'isNotEmpty', reason: 'mag niet leeg zijn' });
  return text;
}

const isPart = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parts that are no object, or a list where one belongs: class-validator lets some of these pass. */
export function wrongParts(fields: readonly CommandField[], value: object, path = ''): readonly Wrong[] {
  return fields.flatMap(({ name, kind, nested }) => {
    const inner = (value as Readonly<Record<string, unknown>>)[name];
    if (nested === undefined || inner === undefined) return [];
    const at = path + dutchName(name);
    if (kind.name !== 'list') return wrongPart(commandFields(nested), inner, at);
    if (!Array.isArray(inner)) return [];
    return inner.flatMap((item, index) => wrongPart(commandFields(nested), item, `${at}.${index}`));
  });
}
function wrongPart(fields: readonly CommandField[], value: unknown, at: string): readonly Wrong[] {
  if (!isPart(value)) return [{ name: at, code: 'isPart', reason: 'moet een object zijn' }];
  return wrongParts(fields, value as object, `${at}.`);
}
