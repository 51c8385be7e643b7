import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import {
  CLASSIFICATIONS,
  Id,
  isDay,
  isInstant,
  OneOf,
  Parts,
  ROLES,
  Sha256,
  Text,
  Title,
  Uri,
  type Classification,
  type CommandClass,
  type Role,
  type Source,
} from '#governance';
import { badRequest, type Problem } from '../http/problem.js';
import { dutchName, toEnglish } from '../words.js';

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
  @Parts(SourcePart, { optional: true }) sources?: readonly Source[];
}
export { EnvelopeBody };
const ENVELOPE_FIELDS = [
  'occurredAt',
  'onBehalfOf',
  'classification',
  'publicSummary',
  'lateReason',
  'sources',
] as const;

export interface ParsedAct {
  readonly command: object;
  readonly envelope: EnvelopeBody;
}

/** Working days are counted day by day, so a moment centuries away would keep the server busy for everyone. */
const FIRST_YEAR = '1990';
const LAST_YEAR = '2050';

const WHITELIST = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true } as const;

/** Reads an act from a parsed JSON body with Dutch names; all errors together, each with its field. */
export function parseAct(command: CommandClass, body: unknown, fromPath: Readonly<Record<string, string>>): ParsedAct {
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body))) {
    throw badRequest('BODY_NOT_OBJECT', 'De inhoud moet een JSON-object zijn.');
  }
  const english = toEnglish(body ?? {}) as Record<string, unknown>;
  const own: Record<string, unknown> = {};
  const about: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...english, ...fromPath })) {
    ((ENVELOPE_FIELDS as readonly string[]).includes(name) ? about : own)[name] = value;
  }
  const instance = plainToInstance(command, own);
  const envelope = plainToInstance(EnvelopeBody, about);
  const errors = [...validateSync(instance, WHITELIST), ...validateSync(envelope, WHITELIST)];
  const invalid = errors.flatMap((error) => explain(error));
  const at = envelope.occurredAt;
  if (at !== undefined && !isDay(at) && !isInstant(at)) {
    invalid.push({
      name: 'gebeurdOp',
      code: 'isMoment',
      reason: 'moet een datum (2026-05-19) of een moment in UTC (2026-05-19T10:00:00.000Z) zijn',
    });
  }
  if (typeof at === 'string' && invalid.length === 0 && (at.slice(0, 4) < FIRST_YEAR || at.slice(0, 4) > LAST_YEAR)) {
    invalid.push({
      name: 'gebeurdOp',
      code: 'isNear',
      reason: `moet tussen ${FIRST_YEAR} en ${LAST_YEAR} liggen`,
    });
  }
  if (invalid.length > 0) {
    throw badRequest(
      'INVALID_INPUT',
      `${invalid.length} ${invalid.length === 1 ? 'veld is' : 'velden zijn'} niet juist: ${invalid.map(({ name, reason }) => `${name} ${reason}`).join('; ')}.`,
      invalid,
    );
  }
  return { command: instance, envelope };
}

function explain(error: ValidationError, path = ''): NonNullable<Problem['invalidParams']>[number][] {
  const name = path + dutchName(error.property);
  const own = Object.entries(error.constraints ?? {}).map(([code, reason]) => ({
    name,
    code,
    reason: code === 'whitelistValidation' ? 'is hier geen bekend veld' : reason,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => explain(child, `${name}.`))];
}
