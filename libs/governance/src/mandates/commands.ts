import {
  Cents,
  Command,
  Count,
  Day,
  Flag,
  Id,
  ListOf,
  OneOf,
  Text,
  Title,
  Uri,
  WorkingDays,
} from '../kernel/command.js';
import { DECIDERS, type Decider } from '../kernel/roles.js';
import { id } from '../kernel/values.js';

@Command({
  label: 'Mandaat verlenen',
  explain: 'Een functie mag namens een ander besluiten, voor genoemde soorten besluiten en binnen grenzen.',
  source: 'Awb 10:3–10:12; Gemw 168',
  resource: 'mandaten',
  verb: 'verlenen',
  who: ['college', 'AO', 'BO', 'MT', 'projectleider'],
  on: 'dossier',
})
export class GrantMandate {
  @Id({ optional: true }) mandateId?: string;
  @OneOf(['mandaat', 'machtiging', 'volmacht']) kind!: 'mandaat' | 'machtiging' | 'volmacht';
  @OneOf(DECIDERS) grantee!: Decider;
  @ListOf(id) decisionTypes!: readonly string[];
  @Cents({ optional: true, explain: 'Hoogste bedrag per besluit, in eurocenten.' }) maxAmountPerItem?: number;
  @Cents({ optional: true, explain: 'Hoogste bedrag van alle besluiten samen, in eurocenten.' })
  maxAmountCumulative?: number;
  @WorkingDays({ optional: true }) maxDays?: number;
  @Count({ optional: true }) maxScopeItems?: number;
  @Flag() subMandateAllowed!: boolean;
  @Id({ optional: true, explain: 'Het mandaat waarvan dit een ondermandaat is.' }) parentMandateId?: string;
  @Day() validFrom!: string;
  @Day({ optional: true }) validUntil?: string;
  @Uri({ optional: true, explain: 'Het mandaatbesluit, zoals in de CVDR.' }) register?: string;
  @Title({ optional: true }) registerLine?: string;
}

@Command({
  label: 'Instemming met mandaat vastleggen',
  explain: 'Wie niet ondergeschikt is aan de mandaatgever, stemt schriftelijk in.',
  source: 'Awb 10:4',
  resource: 'instemmingen',
  verb: 'vastleggen',
  who: ['AO', 'MT', 'college', 'projectbureau'],
  on: 'dossier',
})
export class RecordMandateConsent {
  @OneOf(DECIDERS) grantee!: Decider;
  @Id() person!: string;
  @OneOf(['gemandateerde', 'werkgever', 'beiden']) by!: 'gemandateerde' | 'werkgever' | 'beiden';
  @Text() evidence!: string;
}

@Command({
  label: 'Mandaat intrekken',
  explain: 'Het mandaat geldt niet meer vanaf de dag van intrekken.',
  source: 'Awb 10:8',
  resource: 'mandaten',
  verb: 'intrekken',
  item: 'mandateId',
  who: ['college', 'AO', 'BO', 'MT', 'projectleider'],
  on: 'dossier',
})
export class WithdrawMandate {
  @Id() mandateId!: string;
  @Text() reason!: string;
}

export const mandatesCommands = [GrantMandate, RecordMandateConsent, WithdrawMandate] as const;
