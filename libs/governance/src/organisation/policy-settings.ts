import { DEFAULT_POLICY } from './policy.js';

/** Members whose names the municipality chooses itself; everywhere else only known names are good. */
const FREE_NAMES: readonly string[] = ['decisionTypes'];
const EXAMPLE_OF: Readonly<Record<string, unknown>> = {
  decisionTypes: DEFAULT_POLICY.decisionTypes['scopewijziging'],
  changeLimits: DEFAULT_POLICY.changeLimits[1],
};
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Optional members of an example that a setting may leave out. */
const OPTIONAL: readonly string[] = ['cumulativePermille'];

function wrongs(value: unknown, example: unknown, path: string, complete: boolean): string[] {
  if (Array.isArray(example)) {
    if (!Array.isArray(value)) return [`${path} moet een lijst zijn`];
    const item = EXAMPLE_OF[path] ?? 'tekst';
    return value.flatMap((each, index) => wrongs(each, item, `${path}[${index}]`, true));
  }
  if (isRecord(example)) {
    if (!isRecord(value)) return [`${path} moet een object zijn`];
    const missing = complete ? Object.keys(example).filter((key) => !(key in value) && !OPTIONAL.includes(key)) : [];
    return [
      ...missing.map((key) => `${path}.${key} ontbreekt`),
      ...Object.entries(value).flatMap(([key, each]) => {
        const at = path === '' ? key : `${path}.${key}`;
        if (FREE_NAMES.includes(path)) return wrongs(each, EXAMPLE_OF[path], at, true);
        return Object.hasOwn(example, key)
          ? wrongs(each, example[key], at, false)
          : [`${at} is geen bekende instelling`];
      }),
    ];
  }
  if (typeof example === 'number')
    return Number.isInteger(value) && (value as number) >= 0
      ? []
      : [`${path} moet een geheel getal van 0 of meer zijn`];
  return typeof value === typeof example ? [] : [`${path} heeft niet de juiste soort (${typeof example})`];
}

/** What is wrong with the JSON of a policy, as Dutch phrases; nothing when it is good. */
export function wrongSettings(settings: string): readonly string[] {
  const parsed = parse(settings);
  return parsed === undefined
    ? ['de instellingen zijn geen geldig JSON-object']
    : wrongs(parsed, DEFAULT_POLICY, '', false);
}
function parse(settings: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(settings);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
