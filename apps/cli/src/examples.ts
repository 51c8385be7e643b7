/** Examples in the help and in docs/cli.md, per command. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  init: ['besluitspoor init --data data', 'besluitspoor init --oin 00000001001234567000'],
  serve: ['besluitspoor serve --poort 3000'],
  'token maak': ['besluitspoor token maak --persoon p-bureau --functie projectbureau --dagen 30'],
  'token lijst': ['besluitspoor token lijst --json'],
  'token intrekken': ['besluitspoor token intrekken NUMMER'],
  doctor: ['besluitspoor doctor'],
  act: [
    'besluitspoor act',
    'besluitspoor act besluiten/nemen',
    'besluitspoor act urgenties/vaststellen --bestand urgentie.json --sleutel urgentie-1',
    'besluitspoor act voorstellen/indienen --programma d-… --nummer B-1 < indienen.json',
  ],
  report: [
    'besluitspoor report collegerapportage d-… --uit college.html',
    'besluitspoor report besluitenregister d-… --peildatum 2026-05-19 --json',
  ],
  knew: ['besluitspoor knew d-… --wie raad --onderwerp SW-02 --peildatum 2025-12-11'],
  programmes: ['besluitspoor programmes'],
  log: ['besluitspoor log --type DecisionTaken', 'besluitspoor log --na 100'],
  attempts: ['besluitspoor attempts d-…'],
  replay: ['besluitspoor replay d-… --peildatum 2026-05-19 --bekend 2026-06-01'],
  signals: ['besluitspoor signals d-…'],
  'import portfolio': [
    'besluitspoor import portfolio 2019.csv 2020.csv --dry-run',
    'besluitspoor import portfolio *.csv --mapping mijn-gemeente.json',
  ],
  'import history': ['besluitspoor import history historie.jsonl --programma d-digitaal-werken --dry-run'],
  erase: [
    "besluitspoor erase --persoon p-… --grond 'Verzoek van betrokkene' --bevoegdheid 'Functionaris gegevensbescherming'",
  ],
  verify: [
    'besluitspoor verify',
    'besluitspoor verify --vastleggen --token bsp_…',
    'besluitspoor verify --report collegerapportage.html',
  ],
  publish: ['besluitspoor publish /media/usb/logboek'],
  timestamp: ['besluitspoor timestamp', 'besluitspoor timestamp --controleer'],
  export: [
    'besluitspoor export --publiek openbaar --naar /media/usb/openbaar',
    'besluitspoor export --publiek raad college --token bsp_… --naar /media/usb',
    'besluitspoor export --publiek openbaar --programma d-… --naar openbaar',
  ],
  backup: ['besluitspoor backup /media/usb/kopie-2026-03-02'],
  restore: [
    'besluitspoor restore /media/usb/kopie-2026-03-02 --to data --geheimen /kluis --bewaker /oud/data/guard.db',
    'besluitspoor restore /media/usb/kopie-2026-03-02 --to data --geheimen /kluis --bewaker /oud/data/guard.db --mirror /media/usb/logboek',
    "besluitspoor restore /media/usb/kopie-2026-03-02 --to data --geheimen /kluis --opvolger --oorzaak 'De schijf is verloren gegaan.'",
  ],
  migrate: [
    'besluitspoor migrate --from sqlite:data/log.db --to esdb://naam:2113 --verzegeld @/run/secrets/verzegeld --dry-run',
    'besluitspoor migrate --from sqlite:data/log.db --to @/run/secrets/logboek --verzegeld @/run/secrets/verzegeld',
    'besluitspoor migrate --from @/run/secrets/logboek --to sqlite:data/terug.db --verzegeld @/run/secrets/verzegeld',
  ],
  adopt: ['besluitspoor adopt --data data --origineel-is-weg'],
  rebuild: ['besluitspoor rebuild --json'],
  demo: ['besluitspoor demo', 'besluitspoor demo --once --json'],
};

/** The examples of a command, by its path (`token maak`). */
export const examplesOf = (path: string): readonly string[] => EXAMPLES[path] ?? [];
