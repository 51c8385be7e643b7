import {
  CLASSIFICATIONS,
  commandFields,
  commands,
  describeCommand,
  ROLES,
  type CommandClass,
  type CommandField,
} from '#governance';
import { pathOf, STARTS_DOSSIER, WAIT_PARAMETER, WAIT_PROVABLE } from '../acts/act-controllers.js';
import { REPORTS } from '../views/report-service.js';
import { dutchName } from '../words.js';

/** The OpenAPI 3.1 description, made from the catalogue of commands and the list of reports. */
type Schema = Readonly<Record<string, unknown>>;

const PROBLEM = {
  description: 'Probleem',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Probleem' } } },
};
const ANSWER_HEADERS: Readonly<Record<string, Schema>> = {
  'API-Version': { schema: { type: 'string' } },
  'Besluitspoor-Log-Size': { description: 'Hoeveel regels zijn ondertekend.', schema: { type: 'integer', minimum: 0 } },
  'Besluitspoor-Log-Root': {
    description: 'De wortel van de boom over die regels.',
    schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  },
};
const ENVELOPE: Record<string, Schema> = {
  gebeurdOp: { type: 'string', description: 'Datum, of moment in UTC, waarop het gebeurde. Standaard nu.' },
  namens: { type: 'string', enum: ROLES, description: 'De functie die handelde, als een ander het vastlegt.' },
  classificatie: { type: 'string', enum: CLASSIFICATIONS, default: 'intern' },
  openbareSamenvatting: { type: 'string', maxLength: 10_000 },
  redenLaat: { type: 'string', maxLength: 10_000, description: 'Verplicht als later dan de termijn wordt vastgelegd.' },
  bronnen: {
    type: 'array',
    items: {
      type: 'object',
      required: ['uri', 'opschrift'],
      properties: { uri: { type: 'string' }, sha256: { type: 'string' }, opschrift: { type: 'string' } },
    },
  },
};

function schemaOf(field: CommandField): Schema {
  const explain = field.explain ?? (field.kind.unit === undefined ? undefined : `In ${field.kind.unit}.`);
  const described = explain === undefined ? {} : { description: explain };
  if (field.nested === undefined) return { ...field.kind.schema, ...described };
  const part = objectSchema(commandFields(field.nested));
  return field.kind.name === 'list' ? { type: 'array', items: part, ...described } : { ...part, ...described };
}
function objectSchema(fields: readonly CommandField[]): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(fields.map((field) => [dutchName(field.name), schemaOf(field)])),
    required: fields.filter((field) => !field.optional).map((field) => dutchName(field.name)),
  };
}
const pathParameter = (name: string): Schema => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const openApiPath = (path: string): string => `/${path.replace(/:(\w+)/g, '{$1}')}`;

function operationOf(command: CommandClass, path: string): Schema {
  const description = describeCommand(command);
  const own = objectSchema(commandFields(command).filter(({ name }) => name !== description.item));
  const parameters = [...path.matchAll(/:(\w+)/g)].map(([, name]) => pathParameter(name!));
  return {
    operationId: path === 'programmas' ? 'start' : command.name,
    summary: description.label,
    description: [
      description.explain,
      `Door: ${description.who.join(', ')}.`,
      description.source === undefined ? '' : `Bron: ${description.source}.`,
    ]
      .filter(Boolean)
      .join(' '),
    tags: [description.resource],
    parameters: [
      ...parameters,
      { name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 200 } },
      { name: 'If-Match', in: 'header', schema: { type: 'string' } },
      {
        name: WAIT_PARAMETER,
        in: 'query',
        description: 'Antwoord pas als de handeling aantoonbaar is, of als het te lang duurt.',
        schema: { type: 'string', enum: [WAIT_PROVABLE] },
      },
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { ...own, properties: { ...(own['properties'] as object), ...ENVELOPE } } },
      },
    },
    responses: {
      '201': {
        description: 'Vastgelegd',
        headers: { ...ANSWER_HEADERS, ETag: { schema: { type: 'string' } } },
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Vastgelegd' } } },
      },
      '400': PROBLEM,
      '401': PROBLEM,
      '403': PROBLEM,
      '409': PROBLEM,
      '412': PROBLEM,
      '503': PROBLEM,
    },
  };
}

const asOfParameters = ['opPeildatum', 'zoalsBekendOp'].map((name) => ({
  name,
  in: 'query',
  schema: { type: 'string' },
}));
const reading = (summary: string, ...parameters: readonly Schema[]): Schema => ({
  get: {
    operationId: summary.replace(/\W+/g, '-').toLowerCase(),
    summary,
    parameters,
    responses: {
      '200': { description: 'Gelukt', headers: ANSWER_HEADERS },
      '400': PROBLEM,
      '401': PROBLEM,
      '404': PROBLEM,
    },
  },
});

const TEXT: Schema = { type: 'string' };
const PLACE: Schema = {
  type: 'string',
  description: 'De plaats in het logboek. Ontbreekt zolang die er nog niet is: op EventStoreDB komt zij iets later.',
};
const RECORDED: Schema = {
  type: 'object',
  required: ['programma', 'versie', 'staat', 'vastgelegdOp', 'herhaald', 'gebeurtenissen'],
  properties: {
    programma: TEXT,
    versie: { type: 'integer' },
    positie: PLACE,
    staat: {
      type: 'string',
      enum: ['duurzaam', 'aantoonbaar'],
      description:
        'Aantoonbaar: een ondertekend controlepunt omvat de handeling. Duurzaam: zij staat vast, en dat volgt.',
    },
    vastgelegdOp: TEXT,
    herhaald: { type: 'boolean' },
    gebeurtenissen: {
      type: 'array',
      items: {
        type: 'object',
        required: ['type', 'versie', 'gegevens'],
        properties: { type: TEXT, versie: { type: 'integer' }, positie: PLACE, gegevens: { type: 'object' } },
      },
    },
  },
};

let made: Schema | undefined;
export function openApi(): Schema {
  made ??= make();
  return made;
}
function make(): Schema {
  const paths: Record<string, Schema> = {};
  for (const command of commands) {
    const path = pathOf(command);
    paths[openApiPath(path)] = { post: operationOf(command, path) };
    if (command.name === STARTS_DOSSIER)
      paths['/programmas'] = { ...reading('Programmas'), post: operationOf(command, 'programmas') };
  }
  const programme = pathParameter('programma');
  const queried = (name: string): Schema => ({ name, in: 'query', schema: { type: 'string' } });
  const pages = [queried('na'), queried('aantal')];
  for (const name of Object.keys(REPORTS))
    paths[`/programmas/{programma}/${name}`] = reading(name, programme, ...asOfParameters, queried('bekendBij'));
  paths['/programmas/{programma}/kennis'] = reading(
    'Wat wist wie op een dag over een onderwerp',
    programme,
    ...asOfParameters,
    queried('wie'),
    queried('onderwerp'),
  );
  paths['/programmas/{programma}/inzage'] = reading('Wie las iets geheims', programme, ...pages);
  paths['/programmas/{programma}/stand'] = reading('stand', programme, ...asOfParameters);
  paths['/programmas/{programma}/pogingen'] = reading('pogingen', programme, ...pages);
  paths['/logboek/entries'] = reading('Regels van het logboek', ...pages);
  paths['/logboek/entries/{positie}'] = reading('Regel van het logboek', pathParameter('positie'));
  paths['/logboek/entries/{positie}/bewijs'] = reading('Bewijs van een regel (tlog-proof)', pathParameter('positie'));
  paths['/logboek/checkpoint'] = reading('Ondertekend controlepunt');
  paths['/logboek/tile/{pad}'] = reading('Tegel of bundel (tlog-tiles)', pathParameter('pad'));
  paths['/logboek/stroom'] = reading('Nieuwe regels (server-sent events)');
  paths['/gezondheid'] = reading('Gezondheid');
  paths['/gezondheid/levend'] = reading('Of het proces antwoordt, voor wie het zo nodig herstart');
  paths['/gezondheid/gereed'] = reading('Of hier aanvragen heen mogen: 503 als er iets rood is');
  return {
    openapi: '3.1.0',
    info: {
      title: 'Besluitspoor',
      version: '1.0.0',
      description: 'Handelingen van bestuur en programma vastleggen en lezen.',
      contact: { name: 'Besluitspoor', url: 'https://besluitspoor.example', email: 'info@besluitspoor.example' },
    },
    servers: [{ url: '/v1' }],
    paths,
    security: [{ bearer: [] }],
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Vastgelegd: RECORDED,
        Probleem: {
          type: 'object',
          required: ['status', 'title', 'detail', 'code'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            code: { type: 'string' },
            invalidParams: { type: 'array', items: { type: 'object' } },
          },
        },
      },
    },
  };
}
