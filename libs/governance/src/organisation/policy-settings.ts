import { ADVICE_KINDS } from '../decisions/events.js';
import { DECIDERS, LEVELS } from '../kernel/roles.js';
import { AUTO_RAISE, DEFAULT_POLICY, type Policy } from './policy.js';

/**
 * Members that hold one setting for each name: names of the municipality's own choice (undefined), or some of these.
 * Everywhere else the names are those of the default.
 */
const NAMED: Readonly<Record<string, readonly string[] | undefined>> = {
  decisionTypes: undefined,
  decideWithinDaysOf: DECIDERS,
};
const EXAMPLE_OF: Readonly<Record<string, unknown>> = {
  decisionTypes: DEFAULT_POLICY.decisionTypes['scopewijziging'],
  changeLimits: DEFAULT_POLICY.changeLimits[1],
  decideWithinDaysOf: DEFAULT_POLICY.decideWithinDays,
};
/** Members that take one of a few words, or a list of them, by name. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  advice: ADVICE_KINDS,
  deciders: DECIDERS,
  skippedInTriangle: LEVELS,
  autoRaise: AUTO_RAISE,
  level: ['projectleider', 'AO'],
  hiredConsentOf: ['gemandateerde', 'werkgever', 'beiden'],
  informationClockStart: ['gebeurtenis', 'college'],
};
/** Optional members of an example that a setting may leave out. */
const OPTIONAL: readonly string[] = ['cumulativePermille'];
/** Larger than any term or amount in cents that makes sense, and safe to count with. */
const MAX_NUMBER = 1_000_000_000_000;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function wrongs(value: unknown, example: unknown, path: string, complete: boolean): string[] {
  if (Array.isArray(example)) {
    if (!Array.isArray(value)) return [`${path} moet een lijst zijn`];
    const item = EXAMPLE_OF[path] ?? 'tekst';
    return value.flatMap((each, index) => wrongs(each, item, `${path}[${index}]`, true));
  }
  if (isRecord(example)) return isRecord(value) ? wrongMembers(value, example, path, complete) : [notAn(path)];
  if (typeof example === 'number')
    return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_NUMBER
      ? []
      : [`${path} moet een geheel getal van 0 of meer zijn`];
  if (typeof value !== typeof example) return [`${path} heeft niet de juiste soort (${typeof example})`];
  const choices = CHOICES[path.replace(/\[\d+\]$/, '').replace(/^.*\./, '')];
  return choices === undefined || choices.includes(value as string)
    ? []
    : [`${path} moet een van deze waarden zijn: ${choices.join(', ')}`];
}
const notAn = (path: string): string => `${path} moet een object zijn`;
const unknown = (path: string): string => `${path} is geen bekende instelling`;

function wrongMembers(
  value: Record<string, unknown>,
  example: Record<string, unknown>,
  path: string,
  complete: boolean,
): string[] {
  const missing = complete ? Object.keys(example).filter((key) => !(key in value) && !OPTIONAL.includes(key)) : [];
  return [
    ...missing.map((key) => `${path}.${key} ontbreekt`),
    ...Object.entries(value).flatMap(([key, each]) => {
      const at = path === '' ? key : `${path}.${key}`;
      if (!Object.hasOwn(NAMED, path))
        return Object.hasOwn(example, key) ? wrongs(each, example[key], at, false) : [unknown(at)];
      const known = NAMED[path]?.includes(key) ?? true;
      return known ? wrongs(each, EXAMPLE_OF[path], at, true) : [unknown(at)];
    }),
  ];
}

export type PolicyResult =
  { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly wrong: readonly string[] };

/** Reads adopted settings, laid over the default; or says all that is wrong with them, as Dutch phrases. */
export function readPolicy(settings: string): PolicyResult {
  const given = parse(settings);
  if (given === undefined) return { ok: false, wrong: ['de instellingen zijn geen geldig JSON-object'] };
  const wrong = wrongs(given, DEFAULT_POLICY, '', false);
  return wrong.length === 0 ? { ok: true, policy: overlay(DEFAULT_POLICY, given) } : { ok: false, wrong };
}
function parse(settings: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(settings);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
function overlay(standard: Policy, given: Partial<Policy>): Policy {
  return {
    ...standard,
    ...given,
    decisionTypes: { ...standard.decisionTypes, ...given.decisionTypes },
    escalationTerms: { ...standard.escalationTerms, ...given.escalationTerms },
    informationTerms: { ...standard.informationTerms, ...given.informationTerms },
  };
}
