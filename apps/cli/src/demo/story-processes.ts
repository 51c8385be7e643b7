/** The processes of the municipality by team; each becomes a scope item P-01, P-02 … in this order. */
const PROCESSES: readonly (readonly [team: string, domain: string, ...labels: string[]])[] = [
  ['burgerzaken', 'frontoffice', 'Verhuizing doorgeven', 'Paspoort aanvragen', 'Rijbewijs aanvragen'],
  ['burgerzaken', 'frontoffice', 'Uittreksel basisregistratie', 'Geboorteaangifte', 'Naamgebruik wijzigen'],
  ['sociaal', 'frontoffice', 'Melding Wmo', 'Bijstand aanvragen', 'Bijzondere bijstand', 'Leerlingenvervoer'],
  ['sociaal', 'frontoffice', 'Jeugdhulp', 'Gehandicaptenparkeerkaart', 'Schuldhulp', 'Inburgering'],
  ['vth', 'frontoffice', 'Omgevingsvergunning', 'Bouwmelding', 'Evenementenvergunning', 'Alcoholvergunning'],
  ['vth', 'backoffice', 'Handhavingsverzoek', 'Kapmelding', 'Sloopmelding'],
  ['belastingen', 'backoffice', 'Bezwaar WOZ', 'Kwijtschelding', 'Aanslag', 'Hondenbelasting'],
  ['juridisch', 'backoffice', 'Bezwaarschrift', 'Woo-verzoek', 'Klacht', 'Schadeclaim'],
  ['financien', 'financien', 'Inkoopfactuur', 'Verkoopfactuur', 'Subsidie aanvragen', 'Subsidie vaststellen'],
  ['communicatie', 'informatie', 'Persvraag', 'Terugbelverzoek'],
  ['ia', 'informatie', 'Toegang aanvragen', 'Wijzigingsverzoek'],
  ['ruimte', 'backoffice', 'Melding openbare ruimte', 'Straatnaambesluit', 'Grondverkoop'],
  ['ruimte', 'backoffice', 'Verkeersbesluit', 'Inritvergunning'],
];
/** What the teams found when they looked for themselves (SW-01). */
const FOUND: typeof PROCESSES = [
  ['burgerzaken', 'frontoffice', 'Begraafrechten'],
  ['sociaal', 'frontoffice', 'Meldcode'],
  ['vth', 'frontoffice', 'Standplaatsvergunning'],
  ['ruimte', 'backoffice', 'Gebruik openbaar groen'],
];
/** What goes to doorontwikkeling (SW-03), and what stays on paper beside digital for a while (rows 78, 81, 86). */
const LEAVING = ['Hondenbelasting', 'Schadeclaim', 'Grondverkoop'];
const HYBRID = ['Bezwaar WOZ', 'Straatnaambesluit', 'Begraafrechten'];

interface Item {
  readonly itemId: string;
  readonly kind: string;
  readonly domain: string;
  readonly label: string;
  readonly team: string;
}
const all = [...PROCESSES, ...FOUND]
  .flatMap(([team, domain, ...labels]) => labels.map((label) => ({ kind: 'proces', domain, label, team })))
  .map((item, index): Item => ({ itemId: `P-${String(index + 1).padStart(2, '0')}`, ...item }));
const found = new Set(FOUND.flatMap(([, , ...labels]) => labels));
const idsOf = (labels: readonly string[]): readonly string[] =>
  all.filter(({ label }) => labels.includes(label)).map(({ itemId }) => itemId);

export const FIRST_PROCESSES: readonly Item[] = all.filter(({ label }) => !found.has(label));
export const FOUND_PROCESSES: readonly Item[] = all.filter(({ label }) => found.has(label));
export const LEAVING_PROCESSES = idsOf(LEAVING);
export const HYBRID_PROCESSES = idsOf(HYBRID);
export const DOMAINS: readonly string[] = [...new Set(all.map(({ domain }) => domain))];
