import { DELIMITERS, ENCODINGS } from './decode.js';
import type { Delimiter, Encoding } from './decode.js';
import { CURRENCY_SIGNS, DATE_FORMATS, exists, MONEY_UNITS, normalise, RATINGS } from './cells.js';
import type { Currency, DateFormat, DecimalSign, MoneyUnit, Notation, Rating } from './cells.js';
import { PortfolioError } from './portfolio-error.js';
import type { PortfolioProblem } from './portfolio-error.js';

/**
 * A mapping file says what the columns and words of a portfolio's files mean. It is written by the people of the
 * project office, so its keys are Dutch; mappings/README.md explains each of them.
 */
const MAX_MAPPING_CHARS = 1024 * 1024;
const MAX_FILES = 200;
const MAX_WORDS = 1_000;
/** The message names this many problems; `problems` has all of them. */
const MAX_TOLD = 20;
/** Present in every mapping; a later notation of mappings gets another number, so that an old program can refuse it. */
const MAPPING_VERSION = 1;

/** Key in `kolommen` → field of a row. */
const COLUMN_KEYS = {
  nummer: 'number',
  naam: 'name',
  afdeling: 'department',
  categorie: 'category',
  oordeel: 'rating',
  start: 'startDate',
  einde: 'endDate',
  totaleKosten: 'wholeLifeCost',
  jaarbegroting: 'yearlyBudget',
  jaarprognose: 'yearlyForecast',
  beschrijving: 'description',
  toelichtingOordeel: 'ratingComment',
  toelichtingPlanning: 'scheduleComment',
  toelichtingKosten: 'budgetComment',
  toelichtingAfwijking: 'varianceComment',
} as const;
export type FieldName = (typeof COLUMN_KEYS)[keyof typeof COLUMN_KEYS];

/** A project under its name and department, where no number says which one it is. */
export interface ProjectName {
  readonly name: string;
  readonly department: string;
}
/** A statement of the person who wrote the mapping: from this file on, this project has another name. */
export interface DeclaredRename {
  readonly from: ProjectName;
  readonly to: ProjectName;
}

export interface FileMapping {
  readonly file: string;
  readonly referenceDate: string;
  readonly encoding?: Encoding;
  readonly delimiter?: Delimiter;
  readonly columns: ReadonlyMap<FieldName, string>;
  readonly renames: readonly DeclaredRename[];
  readonly notation: Notation;
}
export interface PortfolioMapping {
  readonly portfolio: string;
  readonly files: readonly FileMapping[];
}

/** Reads and checks a mapping. Throws one `PortfolioError` that names every problem with its place in the file. */
export function parseMapping(json: string): PortfolioMapping {
  if (json.length > MAX_MAPPING_CHARS)
    throw invalid([{ where: 'mapping', message: 'De mapping is groter dan 1 MiB.' }]);
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    throw invalid([
      { where: 'mapping', message: 'Dit is geen geldige JSON. Let op komma’s, haken en aanhalingstekens.' },
    ]);
  }
  const checker = new Checker();
  const mapping = checker.mapping(content);
  if (checker.problems.length > 0) throw invalid(checker.problems);
  return mapping;
}

/** The part of the mapping that is about this file; folders do not count, capitals do not either. */
export function mappingOf(mapping: PortfolioMapping, file: string): FileMapping {
  const base = normalise(file.split(/[\\/]/u).at(-1) ?? file);
  const found = mapping.files.find((candidate) => normalise(candidate.file) === base);
  if (found !== undefined) return found;
  const known = mapping.files.map((candidate) => candidate.file).join(', ');
  throw new PortfolioError('FILE_NOT_IN_MAPPING', `${file} staat niet in de mapping. Wel bekend: ${known}.`);
}

function invalid(problems: readonly PortfolioProblem[]): PortfolioError {
  const told = problems.slice(0, MAX_TOLD).map((problem) => `${problem.where}: ${problem.message}`);
  const rest = problems.length > MAX_TOLD ? [`En nog ${problems.length - MAX_TOLD} andere.`] : [];
  const list = [...told, ...rest].join(' ');
  return new PortfolioError('MAPPING_INVALID', `De mapping klopt niet. ${list}`, problems);
}

type Json = Readonly<Record<string, unknown>>;
const TOP_KEYS = ['versie', 'portefeuille', 'bestanden'];
const NOTATION_KEYS = [
  'munt',
  'bedrageenheid',
  'decimaalteken',
  'datumnotaties',
  'eeuwVanaf',
  'oordelen',
  'nietOpenbaar',
  'nietGemeld',
];
const FILE_KEYS = ['bestand', 'peildatum', 'codering', 'scheidingsteken', 'kolommen', 'hernoemd'];
/** Allowed on every level: why the mapping says what it says. Not read. */
const REMARK = 'toelichting';

/**
 * Walks the mapping and gathers problems instead of stopping at the first. After a problem a method answers with a
 * stand-in; that is safe because a mapping with problems is never returned.
 */
class Checker {
  readonly problems: PortfolioProblem[] = [];
  private readonly told = new Set<string>();

  mapping(content: unknown): PortfolioMapping {
    const top = this.object(content, 'mapping', [...TOP_KEYS, ...NOTATION_KEYS]);
    if (top['versie'] !== MAPPING_VERSION) this.add('versie', `Moet ${MAPPING_VERSION} zijn.`);
    const files = this.list(top['bestanden'], 'bestanden', MAX_FILES).map((item, index) =>
      this.file(item, `bestanden[${index}]`, top),
    );
    if (files.length === 0) this.add('bestanden', 'Noem minstens één bestand.');
    this.distinct(
      files.map((file) => normalise(file.file)),
      'bestanden',
      'bestand',
    );
    this.distinct(
      files.map((file) => file.referenceDate),
      'bestanden',
      'peildatum',
    );
    return { portfolio: this.word(top['portefeuille'], 'portefeuille'), files };
  }

  private file(content: unknown, where: string, defaults: Json): FileMapping {
    const own = this.object(content, where, [...FILE_KEYS, ...NOTATION_KEYS]);
    const encoding = this.choice(own['codering'] ?? ENCODINGS[0], `${where}.codering`, ENCODINGS);
    const delimiter = this.choice(own['scheidingsteken'] ?? DELIMITERS[0], `${where}.scheidingsteken`, DELIMITERS);
    return {
      file: this.word(own['bestand'], `${where}.bestand`),
      referenceDate: this.day(own['peildatum'], `${where}.peildatum`),
      ...(own['codering'] === undefined ? {} : { encoding }),
      ...(own['scheidingsteken'] === undefined ? {} : { delimiter }),
      columns: this.columns(own['kolommen'], `${where}.kolommen`),
      renames: this.renames(own['hernoemd'], `${where}.hernoemd`),
      notation: this.notation(own, defaults, where),
    };
  }

  private columns(content: unknown, where: string): ReadonlyMap<FieldName, string> {
    const keys = Object.keys(COLUMN_KEYS) as (keyof typeof COLUMN_KEYS)[];
    const named = this.object(content, where, keys);
    const columns = new Map<FieldName, string>();
    for (const key of keys) {
      if (named[key] !== undefined) columns.set(COLUMN_KEYS[key], this.word(named[key], `${where}.${key}`));
    }
    if (!columns.has('name')) this.add(`${where}.naam`, 'Noem de kolom met de naam van het project.');
    this.distinct([...columns.values()].map(normalise), where, 'kolom');
    return columns;
  }

  private renames(content: unknown, where: string): readonly DeclaredRename[] {
    if (content === undefined) return [];
    return this.list(content, where, MAX_WORDS).map((item, index) => {
      const at = `${where}[${index}]`;
      const rename = this.object(item, at, ['van', 'naar']);
      return { from: this.project(rename['van'], `${at}.van`), to: this.project(rename['naar'], `${at}.naar`) };
    });
  }

  private project(content: unknown, where: string): ProjectName {
    const project = this.object(content, where, ['naam', 'afdeling']);
    const department = project['afdeling'] === undefined ? '' : this.word(project['afdeling'], `${where}.afdeling`);
    return { name: this.word(project['naam'], `${where}.naam`), department };
  }

  /** How cells are written may be said once for all files or per file; what stands with the file goes first. */
  private notation(own: Json, defaults: Json, where: string): Notation {
    const from: Json = { ...defaults, ...own };
    const at = (key: string): string => (own[key] === undefined ? key : `${where}.${key}`);
    const currencies = Object.keys(CURRENCY_SIGNS) as Currency[];
    const units = Object.keys(MONEY_UNITS) as MoneyUnit[];
    return {
      currency: this.choice(from['munt'] ?? 'EUR', at('munt'), currencies),
      moneyUnit: this.choice(from['bedrageenheid'], at('bedrageenheid'), units),
      decimalSign: this.choice<DecimalSign>(from['decimaalteken'], at('decimaalteken'), ['.', ',']),
      dateFormats: this.list(from['datumnotaties'], at('datumnotaties'), DATE_FORMATS.length).map((format, index) =>
        this.choice<DateFormat>(format, `${at('datumnotaties')}[${index}]`, DATE_FORMATS),
      ),
      centuryFrom: this.century(from['eeuwVanaf'], at('eeuwVanaf')),
      ratings: this.ratings(from['oordelen'], at('oordelen')),
      withheldPrefixes: this.words(from['nietOpenbaar'], at('nietOpenbaar')),
      notReported: new Set(this.words(from['nietGemeld'], at('nietGemeld'))),
    };
  }

  private ratings(content: unknown, where: string): ReadonlyMap<string, Rating> {
    if (content === undefined) return new Map();
    const ratings = new Map<string, Rating>();
    if (!this.isObject(content, where)) return ratings;
    for (const [word, rating] of Object.entries(content)) {
      if (ratings.has(normalise(word))) this.add(where, `"${word}" staat er twee keer in.`);
      ratings.set(normalise(word), this.choice(rating, `${where}.${word}`, RATINGS));
    }
    return ratings;
  }

  private century(content: unknown, where: string): number {
    if (content === undefined) return 1970;
    if (Number.isInteger(content) && Number(content) >= 1900 && Number(content) <= 2100) return Number(content);
    this.add(where, 'Moet een jaartal van 1900 tot en met 2100 zijn.');
    return 1970;
  }

  private words(content: unknown, where: string): readonly string[] {
    if (content === undefined) return [];
    return this.list(content, where, MAX_WORDS).map((item, index) => normalise(this.word(item, `${where}[${index}]`)));
  }

  private day(content: unknown, where: string): string {
    const day = this.word(content, where);
    if (day !== '' && !exists(day)) this.add(where, 'Moet een bestaande datum zijn, geschreven als 2026-12-31.');
    return day;
  }

  private word(content: unknown, where: string): string {
    if (typeof content === 'string' && content.trim() !== '') return content.trim();
    this.add(where, content === undefined ? 'Ontbreekt.' : 'Moet een tekst zijn die niet leeg is.');
    return '';
  }

  private choice<T extends string>(content: unknown, where: string, choices: readonly T[]): T {
    const found = choices.find((choice) => choice === content);
    if (found !== undefined) return found;
    this.add(where, `${content === undefined ? 'Ontbreekt. ' : ''}Kies uit: ${choices.map(shown).join(', ')}.`);
    return choices[0] as T;
  }

  private list(content: unknown, where: string, max: number): readonly unknown[] {
    if (Array.isArray(content) && content.length <= max) return content;
    this.add(where, content === undefined ? 'Ontbreekt.' : `Moet een lijst zijn van hoogstens ${max} onderdelen.`);
    return [];
  }

  private object(content: unknown, where: string, allowed: readonly string[]): Json {
    if (!this.isObject(content, where)) return {};
    for (const key of Object.keys(content)) {
      if (allowed.includes(key) || key === REMARK) continue;
      this.add(`${where}.${key}`, `Onbekend onderdeel. Bekend zijn: ${allowed.join(', ')}.`);
    }
    return content;
  }

  private isObject(content: unknown, where: string): content is Json {
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return true;
    this.add(where, content === undefined ? 'Ontbreekt.' : 'Moet een object zijn: { … }.');
    return false;
  }

  private distinct(values: readonly string[], where: string, what: string): void {
    const double = values.find((value, index) => value !== '' && values.indexOf(value) !== index);
    if (double !== undefined) this.add(where, `Twee keer ${what} "${double}".`);
  }

  private add(where: string, message: string): void {
    // A mistake that is said once for all files is found once per file, and needs telling once.
    const told = `${where}: ${message}`;
    if (this.told.has(told)) return;
    this.told.add(told);
    this.problems.push({ where, message });
  }
}

/** A tab is invisible in a message. */
function shown(choice: string): string {
  return choice === '\t' ? '\\t' : choice;
}
