import { commands, describeCommand } from '#governance';
import { pathOf, STARTS_DOSSIER, WAIT_PARAMETER, WAIT_PROVABLE } from '../../../server/src/acts/act-controllers.js';
import { openApi } from '../../../server/src/http/openapi.js';
import { MAX_PROVABLE_WAIT_MS } from '../../../server/src/proof/provable.js';
import { chapter, code, document, table } from './markdown.js';

interface Operation {
  readonly summary: string;
}

/** docs/api.md: which addresses there are. The fields of each are in `/v1/openapi.json`. */
export function apiReference(): string {
  return document(
    'De API',
    'Alle adressen beginnen met `/v1`. Elke aanvraag heeft een token nodig (`Authorization: Bearer …`), behalve `/v1/openapi.json` en `/v1/gezondheid`, met daaronder `levend` en `gereed`. Welke velden een handeling heeft, staat in `/v1/openapi.json`; wat een veld betekent, in de [woordenlijst](glossary.md).',
    [
      chapter('Handelingen', 'Elke handeling is een `POST` met een JSON-object.', actTable()),
      chapter('Duurzaam en aantoonbaar', STANDING),
      chapter('Lezen', 'Elk overzicht is een `GET`. Met `Accept: text/html` komt een rapport als pagina.', readTable()),
      chapter('Kopregels', HEADERS),
      chapter('Fouten', PROBLEMS),
    ],
  );
}

function actTable(): string {
  const rows = commands.flatMap((command) => {
    const { label, who, resource, verb } = describeCommand(command);
    const about = [label, resource, verb, who.join(', '), code(command.name)];
    const start = command.name === STARTS_DOSSIER ? [[code('/programmas'), ...about]] : [];
    return [...start, [code(`/${pathOf(command)}`), ...about]];
  });
  return table(['Adres', 'Handeling', 'Onderwerp', 'Werkwoord', 'Door', 'In de code'], rows);
}

function readTable(): string {
  const { paths } = openApi() as { readonly paths: Readonly<Record<string, { readonly get?: Operation }>> };
  const rows = Object.entries(paths).flatMap(([path, { get }]) =>
    get === undefined ? [] : [[code(path.replace(/\{(\w+)\}/g, ':$1')), get.summary]],
  );
  return table(['Adres', 'Wat'], rows);
}

const HEADERS = table(
  ['Kopregel', 'Betekenis'],
  [
    ['`Authorization: Bearer …`', 'Wie u bent. De opdrachtregel maakt een token: `besluitspoor token maak`.'],
    ['`Idempotency-Key`', 'Eigen kenmerk van de aanvraag. Dezelfde sleutel legt niet twee keer vast.'],
    ['`If-Match: "12"`', 'Leg alleen vast als het dossier nog op deze versie staat; anders volgt 412.'],
    ['`ETag`', 'In het antwoord: de versie waarop het dossier nu staat.'],
    ['`API-Version`', 'In elk antwoord: de versie van de API.'],
    [
      '`Besluitspoor-Log-Size`',
      'In elk antwoord: hoeveel regels van het logboek zijn ondertekend. Een regel met deze positie of een latere is nog niet ondertekend. Ontbreekt zolang er niets is ondertekend.',
    ],
    [
      '`Besluitspoor-Log-Root`',
      'In elk antwoord: de wortel van de boom over die regels, in hexadecimale cijfers, zoals ook `besluitspoor verify` en de controle van een export haar tonen. Het bewijs van één regel staat op `/logboek/entries/:positie/bewijs`.',
    ],
    ['`Retry-After`', 'Bij 503: na hoeveel seconden opnieuw proberen zin heeft.'],
  ],
);
const STANDING = [
  `Het antwoord op een handeling zegt in \`staat\` hoe zij ervoor staat. *duurzaam*: zij is vastgelegd en gaat niet meer verloren. *aantoonbaar*: een ondertekend controlepunt omvat haar ook, dus iedereen kan nagaan dat zij er sinds dan in staat. Dat volgt binnen enkele seconden. \`positie\` is haar plaats in het logboek; op EventStoreDB komt die iets later, en tot dan ontbreekt zij.`,
  `Wie daarop wil wachten, zet \`?${WAIT_PARAMETER}=${WAIT_PROVABLE}\` achter het adres. Het antwoord komt dan als de handeling aantoonbaar is. Duurt dat langer dan ${MAX_PROVABLE_WAIT_MS / 1_000} seconden, dan komt het toch, met *duurzaam*: de handeling is vastgelegd. Een andere waarde geeft 400 (\`WAIT_INVALID\`), en dan is er niets vastgelegd.`,
].join('\n\n');
const PROBLEMS = [
  'Een fout is `application/problem+json` (RFC 9457) met een Nederlandse zin in `detail`, een vaste `code`, en in `invalidParams` elk veld dat niet klopt. Alle fouten staan er samen in.',
  table(
    ['Status', 'Wanneer'],
    [
      ['400', 'De aanvraag is niet juist. Er is niets vastgelegd.'],
      ['401', 'Er is geen geldig token.'],
      ['403', 'Deze functie mag dit niet. De poging staat in het logboek.'],
      ['404', 'Dit adres of dit programma bestaat niet.'],
      ['409', 'De stand van het dossier laat het niet toe, of de sleutel hoort bij een andere inhoud.'],
      ['412', 'Het dossier is intussen veranderd.'],
      ['413', 'De aanvraag is groter dan 64 KiB.'],
      ['415', 'De inhoud is geen JSON.'],
      ['503', 'Het is te druk, of het logboek is niet beschikbaar. Er is niets vastgelegd.'],
    ],
  ),
].join('\n\n');
