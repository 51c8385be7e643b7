import {
  CLASSIFICATION_WORDS,
  commandFields,
  commands,
  DEFAULT_POLICY,
  describeCommand,
  refusals,
  ROLE_WORDS,
  ROLES,
  signalCatalogue,
  type CommandField,
  type kinds,
} from '#governance';
import { allEvents, dutchName } from '../../../server/src/words.js';
import { chapter, code, document, table } from './markdown.js';

/** docs/glossary.md: what each English name of the code is called in Dutch, and what it means. */
export function glossary(): string {
  return document(
    'Woordenlijst',
    'Elke naam uit de code met de Nederlandse term, de uitleg en de bron. De API, de formulieren en de rapporten gebruiken de Nederlandse term.',
    [
      chapter('Handelingen', 'Wat iemand kan vastleggen.', commandTable()),
      chapter('Gebeurtenissen', 'Wat er na een handeling in het logboek staat.', eventTable()),
      chapter('Weigeringen', 'Waarom een handeling niet mag. De code verandert niet.', refusalTable()),
      chapter('Signalen', 'Wat uit het logboek wordt afgeleid.', signalTable()),
      chapter('Functies', 'In welke functie mensen handelen.', roleTable()),
      chapter('Classificaties', 'Wie een handeling als geheel mag lezen.', classificationTable()),
      chapter('Besluittypen', 'Zoals ze in het beleid van een nieuwe gemeente staan.', decisionTypeTable()),
      chapter('Waardenlijsten', 'Velden waarin alleen deze waarden mogen staan.', valueTable()),
      chapter('Velden', 'De naam in de code en de naam in de API.', fieldTable()),
    ],
  );
}

const commandTable = (): string =>
  table(
    ['Term', 'In de code', 'Uitleg', 'Door', 'Bron'],
    commands.map((command) => {
      const { label, explain, who, source } = describeCommand(command);
      return [label, code(command.name), explain, who.join(', '), source ?? ''];
    }),
  );

const eventTable = (): string =>
  table(
    ['Term', 'In de code', 'Uitleg', 'Bron'],
    allEvents().map(({ label, type, explain, source }) => [label, code(type), explain, source ?? '']),
  );

const REFUSAL_KINDS = { authority: 'niet bevoegd', state: 'kan nu niet' } as const;
const refusalTable = (): string =>
  table(
    ['Code', 'Soort', 'Regel', 'Bron'],
    refusals.map((refusal) => [code(refusal.code), REFUSAL_KINDS[refusal.kind], refusal.rule, refusal.source ?? '']),
  );

const signalTable = (): string =>
  table(
    ['Term', 'Code', 'Kleur', 'Uitleg', 'Bron'],
    [...signalCatalogue.values()].map((signal) => [
      signal.label,
      code(signal.code),
      signal.severity,
      signal.explain,
      signal.source,
    ]),
  );

const roleTable = (): string =>
  table(
    ['Term', 'In de code', 'Uitleg'],
    ROLES.map((role) => [ROLE_WORDS[role].label, code(role), ROLE_WORDS[role].explain]),
  );
const classificationTable = (): string =>
  table(
    ['Classificatie', 'Uitleg'],
    Object.entries(CLASSIFICATION_WORDS).map(([name, explain]) => [code(name), explain]),
  );

const decisionTypeTable = (): string =>
  table(
    ['Term', 'In de code', 'Wie beslist, laagste eerst', 'Verplicht advies', 'Bestuurlijk'],
    Object.entries(DEFAULT_POLICY.decisionTypes).map(([name, { label, deciders, advice, political }]) => [
      label,
      code(name),
      deciders.join(', '),
      advice.join(', '),
      political ? 'ja' : 'nee',
    ]),
  );

interface Use {
  readonly field: string;
  /** The command or event that has the field. */
  readonly where: string;
  readonly values?: readonly string[];
}
const valuesOf = (kind: kinds.Kind<unknown>): readonly string[] | undefined =>
  (kind.schema['enum'] as readonly string[] | undefined) ?? (kind.item === undefined ? undefined : valuesOf(kind.item));
const use = (field: string, where: string, values: readonly string[] | undefined): Use =>
  values === undefined ? { field, where } : { field, where, values };

function usesInCommand(fields: readonly CommandField[], where: string): Use[] {
  return fields.flatMap(({ name, kind, nested }) => [
    use(name, where, valuesOf(kind)),
    ...(nested === undefined ? [] : usesInCommand(commandFields(nested), where)),
  ]);
}
function usesInKind(name: string, kind: kinds.Kind<unknown>, where: string): Use[] {
  const members = kind.members ?? kind.item?.members ?? {};
  return [
    use(name, where, valuesOf(kind)),
    ...Object.entries(members).flatMap(([member, inner]) => usesInKind(member, inner, where)),
  ];
}
const allUses = (): readonly Use[] => [
  ...commands.flatMap((command) => usesInCommand(commandFields(command), command.name)),
  ...allEvents().flatMap(({ type, fields }) =>
    Object.entries(fields).flatMap(([name, { kind }]) => usesInKind(name, kind, type)),
  ),
];

/** One row per list of values; lists with the same values in the same order are one list. */
function valueTable(): string {
  const lists = new Map<string, { values: readonly string[]; fields: Set<string> }>();
  for (const { field, values } of allUses()) {
    if (values === undefined) continue;
    const key = values.join('\n');
    const known = lists.get(key) ?? { values, fields: new Set() };
    known.fields.add(`${dutchName(field)} (${code(field)})`);
    lists.set(key, known);
  }
  const rows = [...lists.values()].map(({ values, fields }) => [
    [...fields].sort().join(', '),
    values.map(code).join(' '),
  ]);
  return table(
    ['Veld', 'Waarden'],
    rows.sort(([one = ''], [other = '']) => (one < other ? -1 : 1)),
  );
}

function fieldTable(): string {
  const byField = new Map<string, Set<string>>();
  for (const { field, where } of allUses()) byField.set(field, (byField.get(field) ?? new Set()).add(where));
  return table(
    ['Term', 'In de code', 'Komt voor in'],
    [...byField]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([field, where]) => [dutchName(field), code(field), [...where].sort().map(code).join(' ')]),
  );
}
