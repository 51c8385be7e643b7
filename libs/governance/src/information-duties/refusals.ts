import { refusal } from '../kernel/outcome.js';

const SOURCE = '§4.9';
export const DUTY_CLOSED = refusal(
  'state',
  'DUTY_CLOSED',
  'Aan deze informatieplicht is al een einde gekomen.',
  SOURCE,
);
export const NOT_THE_DEBTOR = refusal(
  'authority',
  'NOT_THE_DEBTOR',
  'Een plicht wordt vervuld door wie haar heeft.',
  'Gemw 169',
);
export const NOT_THE_CREDITOR = refusal(
  'authority',
  'NOT_THE_CREDITOR',
  'Alleen het orgaan dat recht heeft op de informatie, kan ervan afzien.',
  SOURCE,
);
export const NOT_FULLER = refusal(
  'state',
  'NOT_FULLER',
  'Een plicht gaat alleen op in een open plicht aan hetzelfde orgaan, die alles omvat en niet later eindigt.',
  SOURCE,
);
export const DUE_DATE_PASSED = refusal(
  'state',
  'DUE_DATE_PASSED',
  'De uiterste dag ligt niet voor de dag waarop de plicht ontstaat.',
  SOURCE,
);
export const KIND_HAS_OWN_ACT = refusal(
  'state',
  'KIND_HAS_OWN_ACT',
  'Een toezegging, motie of raadsvraag wordt als zodanig vastgelegd; daaruit volgt de plicht.',
  SOURCE,
);
export const COVERS_NOTHING = refusal(
  'state',
  'COVERS_NOTHING',
  'Wie iets levert of naar buiten ziet komen, noemt waar het over gaat.',
  SOURCE,
);
export const DOCUMENT_MISSING = refusal(
  'state',
  'DOCUMENT_MISSING',
  'Informatie is een document met een vaste inhoud; alleen mondeling kan het zonder.',
  SOURCE,
);
export const ORAL_WITHOUT_NOTE = refusal(
  'state',
  'ORAL_WITHOUT_NOTE',
  'Wat mondeling is verteld, telt alleen met een notitie met datum.',
  SOURCE,
);
export const REACH_UNCLEAR = refusal(
  'state',
  'REACH_UNCLEAR',
  'Of het hele orgaan is bereikt, of de leden die het kregen zijn genoemd.',
  SOURCE,
);
export const PARTIAL_DELIVERY = refusal(
  'state',
  'PARTIAL_DELIVERY',
  'Een plicht is pas vervuld als het hele orgaan de informatie heeft.',
  SOURCE,
);
export const OTHER_RECEIVER = refusal(
  'state',
  'OTHER_RECEIVER',
  'Een plicht is pas vervuld als de informatie bij het orgaan is dat er recht op heeft.',
  SOURCE,
);
export const DUTY_NOT_COVERED = refusal(
  'state',
  'DUTY_NOT_COVERED',
  'Het document gaat over alles wat de plicht noemt.',
  SOURCE,
);
export const DELIVERED_BEFORE_DUTY = refusal(
  'state',
  'DELIVERED_BEFORE_DUTY',
  'Een document van voor het ontstaan van de plicht vervult haar niet.',
  SOURCE,
);
export const DELIVERY_GROUND_MISSING = refusal(
  'state',
  'DELIVERY_GROUND_MISSING',
  'Wie geheim informeert, noemt de grond.',
  'Gemw 87; Woo 5.1',
);
export const RAAD_ONLY_BY_COLLEGE = refusal(
  'authority',
  'RAAD_ONLY_BY_COLLEGE',
  'Het college en zijn leden informeren de raad; ambtenaren doen dat niet zelf.',
  'Gemw 169, 180; D6',
);
export const RECEIPT_BY_OTHER = refusal(
  'authority',
  'RECEIPT_BY_OTHER',
  'De griffie bevestigt voor de raad en het secretariaat voor het college, en nooit wie de levering zelf vastlegde.',
  'X6',
);
export const RECEIPT_CONFIRMED = refusal('state', 'RECEIPT_CONFIRMED', 'Ontvangst wordt één keer bevestigd.', SOURCE);

export const informationDutiesRefusals = [
  DUTY_CLOSED,
  NOT_THE_DEBTOR,
  NOT_THE_CREDITOR,
  NOT_FULLER,
  DUE_DATE_PASSED,
  KIND_HAS_OWN_ACT,
  COVERS_NOTHING,
  DOCUMENT_MISSING,
  ORAL_WITHOUT_NOTE,
  REACH_UNCLEAR,
  PARTIAL_DELIVERY,
  OTHER_RECEIVER,
  DUTY_NOT_COVERED,
  DELIVERED_BEFORE_DUTY,
  DELIVERY_GROUND_MISSING,
  RAAD_ONLY_BY_COLLEGE,
  RECEIPT_BY_OTHER,
  RECEIPT_CONFIRMED,
] as const;
