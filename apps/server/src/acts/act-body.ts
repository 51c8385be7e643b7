import type { ValidationError } from 'class-validator';
import {
  CLASSIFICATIONS,
  commandFields,
  FIRST_YEAR,
  Id,
  isDay,
  isInstant,
  LAST_YEAR,
  OneOf,
  Parts,
  ROLES,
  Sha256,
  Text,
  Title,
  Uri,
  validation,
  type Classification,
  type CommandClass,
  type Role,
  type Source,
} from '#governance';
import { readInput, wrongParts, type Wrong } from '../http/json-input.js';
import { badRequest } from '../http/problem.js';
import { dutchName } from '../words.js';

class SourcePart {
  @Uri() uri!: string;
  @Sha256({ optional: true }) sha256?: string;
  @Title() title!: string;
}
/** What every act may say about itself, beside the fields of its command (governance.md §4.1). */
class EnvelopeBody {
  @Id({ optional: true }) occurredAt?: string;
  @OneOf(ROLES, { optional: true }) onBehalfOf?: Role;
  @OneOf(CLASSIFICATIONS, { optional: true }) classification?: Classification;
  @Text({ optional: true }) publicSummary?: string;
  @Text({ optional: true }) lateReason?: string;
  @Text({ optional: true }) lintOverride?: string;
  @Parts(SourcePart, { optional: true }) sources?: readonly Source[];
}
export { EnvelopeBody };
const ENVELOPE_FIELDS = [
  'occurredAt',
  'onBehalfOf',
  'classification',
  'publicSummary',
  'lateReason',
  'lintOverride',
  'sources',
] as const;

export interface ParsedAct {
  readonly command: object;
  readonly envelope: EnvelopeBody;
}

/** A list can hold hundreds of wrong values; of each field the answer tells so many. */
const MAX_TOLD_PER_FIELD = 10;
const WHITELIST = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true } as const;

/** Reads an act from a parsed JSON body with Dutch names; all errors together, each with its field. */
export function parseAct(command: CommandClass, body: unknown, fromPath: Readonly<Record<string, string>>): ParsedAct {
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body)))
    throw badRequest('BODY_NOT_OBJECT', 'De inhoud moet een JSON-object zijn.');
  const wrong: Wrong[] = [];
  const own: Record<string, unknown> = {};
  const about: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...(readInput(body ?? {}, wrong) as object), ...fromPath }))
    ((ENVELOPE_FIELDS as readonly string[]).includes(name) ? about : own)[name] = value;
  const parts = [...wrongParts(commandFields(command), own), ...wrongParts(commandFields(EnvelopeBody), about)];
  wrong.push(...parts);
  // A part of the wrong shape would be met by rules that were not written for it.
  const told = new Set(parts.map(({ name }) => name.split('.')[0]));
  for (const values of [own, about])
    for (const name of Object.keys(values)) if (told.has(dutchName(name))) delete values[name];
  const { plainToInstance, validateSync } = validation();
  const instance = plainToInstance(command, own);
  const envelope = plainToInstance(EnvelopeBody, about);
  const errors = [...validateSync(instance, WHITELIST), ...validateSync(envelope, WHITELIST)];
  wrong.push(...errors.flatMap((error) => explain(error)), ...wrongMoment(envelope.occurredAt));
  if (wrong.length > 0) throw invalid(wrong);
  return { command: instance, envelope };
}

function wrongMoment(at: unknown): readonly Wrong[] {
  if (at === undefined || isDay(at) || isInstant(at)) return [];
  return [
    {
      name: 'gebeurdOp',
      code: 'isMoment',
      reason: `moet een datum (2026-05-19) of een moment in UTC (2026-05-19T10:00:00.000Z) zijn, van ${FIRST_YEAR} tot en met ${LAST_YEAR}`,
    },
  ];
}

function invalid(wrong: readonly Wrong[]): Error {
  const perField = new Map<string, Wrong[]>();
  for (const one of wrong) {
    const field = one.name.split('.')[0] ?? '';
    perField.set(field, [...(perField.get(field) ?? []), one].slice(0, MAX_TOLD_PER_FIELD));
  }
  const told = [...perField.values()].flat();
  return badRequest(
    'INVALID_INPUT',
    `${perField.size} ${perField.size === 1 ? 'veld is' : 'velden zijn'} niet juist: ${told.map(({ name, reason }) => `${name} ${reason}`).join('; ')}.`,
    told,
  );
}

/** Rules whose words the library gives itself, in English. */
const LIBRARY_RULES: Readonly<Record<string, string>> = {
  whitelistValidation: 'is hier geen bekend veld',
  unknownValue: 'heeft hier geen bekende inhoud',
};
function explain(error: ValidationError, path = ''): readonly Wrong[] {
  const name = path + dutchName(error.property);
  const own = Object.entries(error.constraints ?? {}).map(([code, reason]) => ({
    name,
    code,
    reason: LIBRARY_RULES[code] ?? reason,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => explain(child, `${name}.`))];
}
