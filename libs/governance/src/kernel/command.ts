import 'reflect-metadata';
import { loadLate } from './late.js';
import type { Role } from './roles.js';
import { FIRST_YEAR, isDay, LAST_YEAR } from './time.js';
import * as kinds from './values.js';
import type { Kind } from './values.js';

/**
 * The catalogue entry of a command, beside its class. From it come the route, the OpenAPI schema, the CLI's help,
 * the glossary and the form (architecture.md, "Described once").
 */
export interface CommandDescription {
  /** Dutch label: "Besluit nemen". */
  readonly label: string;
  /** One or two sentences in plain Dutch (B1). */
  readonly explain: string;
  /** Legal, policy or seed source. */
  readonly source?: string;
  /** Dutch resource in the path, plural: `besluiten`. */
  readonly resource: string;
  /** Dutch verb in the path: `nemen`. */
  readonly verb: string;
  /** The field that stands in the path between resource and verb, when the act is on one existing thing. */
  readonly item?: string;
  /** The functions that may do this (governance.md "Who"); others are refused with `FUNCTION_NOT_ALLOWED`. */
  readonly who: readonly Role[];
  /** What the act is on. */
  readonly on: 'dossier' | 'organisatie';
}

export interface CommandField {
  readonly name: string;
  readonly kind: Kind<unknown>;
  readonly optional: boolean;
  /** Dutch explanation where the name does not say enough. */
  readonly explain?: string;
  readonly nested?: new () => object;
  /** Meant for personal data, which the vault keeps under the person's own key; not looked at by the lint (X8). */
  readonly personal?: boolean;
}
export type CommandClass<C extends object = object> = new () => C;

type Library = typeof import('class-validator') & Pick<typeof import('class-transformer'), 'plainToInstance' | 'Type'>;
type Rule = (library: Library) => PropertyDecorator;

let library: Library | undefined;
/** Fields whose rules the libraries have not heard of yet. */
const undeclared: ((library: Library) => void)[] = [];

/**
 * What reads and checks instances of command classes. Every field of every class that was loaded by now is known to it,
 * which it would not be to whoever imports the two libraries himself.
 */
export function validation(): Pick<Library, 'plainToInstance' | 'validateSync'> {
  library ??= { ...(loadLate('class-validator') as Library), ...(loadLate('class-transformer') as Library) };
  for (const declare of undeclared.splice(0)) declare(library);
  return library;
}

const descriptions = new Map<CommandClass, CommandDescription>();
const fieldsOf = new Map<object, CommandField[]>();

/** Class decorator: describes a command and puts it in the catalogue. */
export function Command(description: CommandDescription) {
  return (target: CommandClass): void => void descriptions.set(target, description);
}
export function describeCommand(command: CommandClass): CommandDescription {
  const description = descriptions.get(command);
  if (description === undefined) throw new Error(`${command.name} carries no @Command description`);
  return description;
}
/** The fields of a command class or of a nested part, in the order in which they are declared. */
export function commandFields(command: CommandClass): readonly CommandField[] {
  return fieldsOf.get(command.prototype as object) ?? [];
}

export interface FieldOptions {
  readonly optional?: boolean;
  readonly explain?: string;
  readonly personal?: boolean;
}

function field(kind: Kind<unknown>, rules: readonly Rule[], options: FieldOptions, nested?: new () => object) {
  return (prototype: object, key: string | symbol): void => {
    const name = String(key);
    undeclared.push((declaring) => {
      for (const rule of rules) rule(declaring)(prototype, name);
      if (options.optional) declaring.IsOptional()(prototype, name);
    });
    const fields = fieldsOf.get(prototype) ?? [];
    fields.push({
      name,
      kind,
      optional: options.optional ?? false,
      ...(options.explain === undefined ? {} : { explain: options.explain }),
      ...(nested === undefined ? {} : { nested }),
      ...(options.personal === undefined ? {} : { personal: options.personal }),
    });
    fieldsOf.set(prototype, fields);
  };
}

const isCalendarDay: Rule = ({ ValidateBy }) =>
  ValidateBy({
    name: 'isCalendarDay',
    validator: {
      validate: isDay,
      defaultMessage: () => `moet een bestaande datum van ${FIRST_YEAR} tot en met ${LAST_YEAR} zijn, zoals 2026-05-19`,
    },
  });

/** A reference, chosen by the office or made by the engine. It stands in clear in the log. */
export const Id = (options: FieldOptions = {}) =>
  field(
    kinds.id,
    [
      ({ Matches }) =>
        Matches(new RegExp(kinds.ID_PATTERN), {
          message: 'mag alleen letters, cijfers en . _ : - bevatten (1 tot 64 tekens)',
        }),
    ],
    options,
  );
export const Title = (options: FieldOptions = {}) => textField(kinds.title, kinds.MAX_TITLE_LENGTH, options);
export const Text = (options: FieldOptions = {}) => textField(kinds.text, kinds.MAX_TEXT_LENGTH, options);
function textField(kind: Kind<string>, max: number, options: FieldOptions) {
  return field(
    kind,
    [
      ({ IsString }) => IsString({ message: 'moet tekst zijn' }),
      notEmpty,
      ({ MaxLength }) => MaxLength(max, { message: `mag hooguit ${max} tekens hebben` }),
      plainText(kind),
    ],
    options,
  );
}
/** Spaces alone say nothing either. */
const notEmpty: Rule = ({ ValidateBy }) =>
  ValidateBy({
    name: 'isNotEmpty',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' ? value.trim() !== '' : value !== undefined && value !== null,
      defaultMessage: () => 'mag niet leeg zijn',
    },
  });
/** Runs on every item when the field is a list. What is no text at all is told by another rule. */
const plainText =
  (kind: Kind<unknown>, each = false): Rule =>
  ({ ValidateBy }) =>
    ValidateBy(
      {
        name: 'isPlainText',
        validator: {
          validate: (value: unknown) => typeof value !== 'string' || kinds.isPlainText(kind, value),
          defaultMessage: () =>
            `mag geen onzichtbare stuurtekens bevatten${kind.name === 'title' ? ' en bestaat uit één regel' : ''}`,
        },
      },
      { each },
    );
export const Day = (options: FieldOptions = {}) => field(kinds.day, [isCalendarDay], options);
export const Count = (options: FieldOptions = {}) => numberField(kinds.count, 0, options);
export const WorkingDays = (options: FieldOptions = {}) => numberField(kinds.workingDays, 0, options);
export const Delta = (options: FieldOptions = {}) => numberField(kinds.delta, -1e12, options);
/** Integer cents: 84.000 euro is 8400000. */
export const Cents = (options: FieldOptions = {}) => numberField(kinds.cents, -1e12, options);
/** Integer tenths: 99,5 is 995. */
export const Tenths = (options: FieldOptions = {}) => numberField(kinds.tenths, -1e12, options);
function numberField(kind: Kind<number>, min: number, options: FieldOptions) {
  return field(
    kind,
    [
      ({ IsInt }) => IsInt({ message: 'moet een geheel getal zijn' }),
      ({ Min }) => Min(min, { message: `mag niet kleiner zijn dan ${min}` }),
      ({ Max }) => Max(1e12, { message: 'is te groot' }),
    ],
    options,
  );
}
export const Flag = (options: FieldOptions = {}) =>
  field(kinds.flag, [({ IsBoolean }) => IsBoolean({ message: 'moet true of false zijn' })], options);
export const Sha256 = (options: FieldOptions = {}) =>
  field(
    kinds.sha256,
    [({ Matches }) => Matches(/^[0-9a-f]{64}$/, { message: 'moet een SHA-256 in 64 kleine hextekens zijn' })],
    options,
  );
export const Uri = (options: FieldOptions = {}) =>
  field(
    kinds.uri,
    [
      ({ Matches }) => Matches(/^[a-z][a-z0-9+.-]*:\S+$/i, { message: 'moet een URI zijn, zoals https://… of urn:…' }),
      ({ MaxLength }) => MaxLength(2_000, { message: 'mag hooguit 2000 tekens hebben' }),
      plainText(kinds.title),
    ],
    options,
  );
export const OneOf = (values: readonly string[], options: FieldOptions = {}) =>
  field(
    kinds.oneOf(values),
    [({ IsIn }) => IsIn(values as string[], { message: `moet een van deze waarden zijn: ${values.join(', ')}` })],
    options,
  );

/** A list of references, titles or chosen words. */
export const ListOf = (kind: Kind<string>, options: FieldOptions = {}) => {
  const choices = kind.schema['enum'] as readonly string[] | undefined;
  const each: readonly Rule[] = choices
    ? [({ IsIn }) => IsIn(choices as string[], { each: true, message: `mag alleen bevatten: ${choices.join(', ')}` })]
    : kind.name === 'id'
      ? [
          ({ Matches }) =>
            Matches(new RegExp(kinds.ID_PATTERN), { each: true, message: 'bevat een ongeldige verwijzing' }),
        ]
      : kind.name === 'day'
        ? [
            ({ ValidateBy }) =>
              ValidateBy(
                {
                  name: 'isCalendarDay',
                  validator: { validate: isDay, defaultMessage: () => 'bevat een ongeldige datum' },
                },
                { each: true },
              ),
          ]
        : [
            ({ IsString }) => IsString({ each: true, message: 'mag alleen tekst bevatten' }),
            ({ MaxLength }) =>
              MaxLength((kind.schema['maxLength'] as number | undefined) ?? kinds.MAX_TEXT_LENGTH, {
                each: true,
                message: 'bevat een te lange tekst',
              }),
            plainText(kind, true),
          ];
  return field(
    kinds.list(kind),
    [({ IsArray }) => IsArray({ message: 'moet een lijst zijn' }), tooLong, ...each],
    options,
  );
};
const tooLong: Rule = ({ ArrayMaxSize }) =>
  ArrayMaxSize(kinds.MAX_LIST_LENGTH, { message: `mag hooguit ${kinds.MAX_LIST_LENGTH} regels hebben` });

/** A list of parts, each described by a class of its own. */
export const Parts = (part: new () => object, options: FieldOptions = {}) =>
  field(
    kinds.list({ name: 'shape', schema: {} }),
    [
      ({ IsArray }) => IsArray({ message: 'moet een lijst zijn' }),
      tooLong,
      ({ ValidateNested }) => ValidateNested({ each: true, message: 'bevat een onjuist onderdeel' }),
      ({ Type }) => Type(() => part),
    ],
    options,
    part,
  );
/** One part, described by a class of its own. */
export const Part = (part: new () => object, options: FieldOptions = {}) =>
  field(
    { name: 'shape', schema: {} },
    [({ ValidateNested }) => ValidateNested({ message: 'is een onjuist onderdeel' }), ({ Type }) => Type(() => part)],
    options,
    part,
  );
