export type Severity = 'rood' | 'oranje' | 'info';
export interface SignalDescription {
  readonly code: string;
  readonly label: string;
  readonly explain: string;
  readonly severity: Severity;
  readonly source: string;
  /** A blocking signal holds the next phase until it is accepted; that is every red one (governance.md §4.14). */
  readonly blocking: boolean;
}
const signal = (
  code: string,
  severity: Severity,
  label: string,
  explain: string,
  source: string,
): SignalDescription => ({
  code,
  label,
  explain,
  severity,
  source,
  blocking: severity === 'rood',
});

const described = [
  signal(
    'ALLEEN_AMBTELIJK_OPDRACHTGEVER',
    'rood',
    'Alleen een ambtelijk opdrachtgever',
    'Er is een ambtelijk maar geen bestuurlijk opdrachtgever.',
    'S1-09',
  ),
  signal(
    'GEEN_AMBTELIJK_OPDRACHTGEVER',
    'rood',
    'Geen ambtelijk opdrachtgever',
    'De rol van ambtelijk opdrachtgever is niet vervuld.',
    'S1-02',
  ),
  signal('GEEN_PROJECTLEIDER', 'rood', 'Geen projectleider', 'De rol van projectleider is niet vervuld.', 'S1-02'),
  signal(
    'ROLCONFLICT',
    'rood',
    'Rolconflict',
    'Rollen die elkaar moeten controleren zitten bij één persoon, of op de verkeerde plaats.',
    'S1-03, S1-08',
  ),
  signal(
    'MANDAAT_ONTBREEKT',
    'rood',
    'Mandaat ontbreekt',
    'Een rol is vervuld, maar heeft geen geldig mandaat om iets te besluiten.',
    'Awb 10:3',
  ),
  signal('MANDAAT_VERLOOPT', 'oranje', 'Mandaat verloopt', 'Een mandaat eindigt binnenkort.', 'Awb 10:3'),
  signal(
    'FEITELIJK_BESLUIT_ZONDER_BEVOEGDHEID',
    'rood',
    'Besluit zonder bevoegdheid',
    'Er is besloten door wie dat niet mocht.',
    'Awb 10:1',
  ),
  signal(
    'BESLUIT_NIET_GEATTESTEERD',
    'oranje',
    'Besluit niet bevestigd',
    'Een genomen besluit is niet op tijd door een ander bevestigd.',
    'D4',
  ),
  signal(
    'BESLUIT_BLIJFT_LIGGEN',
    'oranje',
    'Besluit blijft liggen',
    'Een ingediend voorstel wacht langer dan de termijn.',
    'S1-04',
  ),
  signal('VOORWAARDE_VERLOPEN', 'rood', 'Voorwaarde verlopen', 'Aan een voorwaarde is niet op tijd voldaan.', '§4.4'),
  signal(
    'ADVIES_ONTBREEKT',
    'rood',
    'Advies ontbreekt',
    'Een verplicht advies bij een voorstel of besluit is er niet.',
    'WOR 25; Awb 3:2',
  ),
  signal('TOLERANTIE_NADERT', 'oranje', 'Tolerantie bijna op', 'De ruimte op een as is bijna verbruikt.', 'D5'),
  signal('TOLERANTIE_OVERSCHREDEN', 'rood', 'Tolerantie overschreden', 'De ruimte op een as is overschreden.', 'D5'),
  signal(
    'HARDE_DEADLINE_IN_GEVAAR',
    'rood',
    'Harde deadline in gevaar',
    'De marge tot een harde deadline is te klein, of de datum is voorbij.',
    'S2-01',
  ),
  signal('STATUS_OVERRULED', 'oranje', 'Status overruled', 'Een afgeleide status is bij besluit anders gesteld.', 'D5'),
  signal(
    'ESCALATIE_ZONDER_ANTWOORD',
    'oranje',
    'Escalatie zonder antwoord',
    'De termijn voor een antwoord is voorbij.',
    '§4.6',
  ),
  signal(
    'ESCALATIE_DOORGEZET',
    'rood',
    'Escalatie doorgezet',
    'Een vraag ging vanzelf een niveau hoger en is nog niet beantwoord.',
    'D7',
  ),
  signal('PROGRAMMA_SLAAPT', 'oranje', 'Programma slaapt', 'Er is lang niets vastgelegd.', 'S4-01'),
  signal('GEREEDHEID_ACHTER', 'oranje', 'Gereedheid achter', 'Er zijn minder criteria gehaald dan gepland.', '§4.7'),
  signal(
    'GO_ZONDER_NAZORGPLAN',
    'rood',
    'Livegang zonder nazorgplan',
    'De big bang is dichtbij en nazorgplan of verbeterlijst ontbreekt.',
    'S3-09',
  ),
  signal(
    'HERSTART_ZONDER_LESSEN',
    'rood',
    'Herstart zonder lessen',
    'Lessen van de eerdere poging zijn nog niet vertaald.',
    'S4-13',
  ),
  signal(
    'OPERATIONEEL_OP_BESTUURLIJK_NIVEAU',
    'info',
    'Operationeel op bestuurlijk niveau',
    'Een klein besluit is door het bestuur genomen.',
    'S1-04',
  ),
  signal('LAAT_VASTGELEGD', 'oranje', 'Laat vastgelegd', 'Gebeurtenissen worden te laat vastgelegd.', 'X2'),
] as const;

/** Every signal the engine can derive, described once. */
export const signalCatalogue: ReadonlyMap<string, SignalDescription> = new Map(
  described.map((each) => [each.code, each]),
);
