/**
 * The interests for which geheimhouding may be imposed: the closed list of Woo 5.1 lid 1 and lid 2, and nothing else
 * (Gemw 87). Lid 5 and article 5.2 are grounds to withhold a document on request, never to impose secrecy.
 */
export interface SecrecyGround {
  readonly code: string;
  readonly article: string;
  readonly label: string;
}
const ground = (paragraph: 1 | 2, letter: string, label: string): SecrecyGround => ({
  code: `5.1.${paragraph}.${letter}`,
  article: `Woo 5.1 lid ${paragraph} ${letter}`,
  label,
});

export const SECRECY_GROUNDS: readonly SecrecyGround[] = [
  ground(1, 'a', 'De eenheid van de Kroon'),
  ground(1, 'b', 'De veiligheid van de Staat'),
  ground(1, 'c', 'Bedrijfs- en fabricagegegevens die vertrouwelijk zijn meegedeeld'),
  ground(1, 'd', 'Bijzondere en strafrechtelijke persoonsgegevens'),
  ground(1, 'e', 'Nationale identificatienummers'),
  ground(2, 'a', 'De betrekkingen met andere landen en internationale organisaties'),
  ground(2, 'b', 'De economische of financiële belangen van de gemeente of een andere overheid'),
  ground(2, 'c', 'De opsporing en vervolging van strafbare feiten'),
  ground(2, 'd', 'Inspectie, controle en toezicht door bestuursorganen'),
  ground(2, 'e', 'De eerbiediging van de persoonlijke levenssfeer'),
  ground(2, 'f', 'Andere concurrentiegevoelige bedrijfs- en fabricagegegevens'),
  ground(2, 'g', 'De bescherming van het milieu waarop de informatie betrekking heeft'),
  ground(2, 'h', 'De beveiliging van personen en bedrijven en het voorkomen van sabotage'),
  ground(2, 'i', 'Het goed functioneren van de gemeente of een andere overheid'),
];
const byCode = new Map(SECRECY_GROUNDS.map((each) => [each.code, each]));

/** The ground of a code, undefined for one that the law does not know. */
export const secrecyGround = (code: string): SecrecyGround | undefined => byCode.get(code);
