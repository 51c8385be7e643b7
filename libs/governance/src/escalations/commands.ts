import { Command, Id, OneOf, Text, Title, WorkingDays } from '../kernel/command.js';
import { LEVELS, type Level, type Role } from '../kernel/roles.js';

const HOLDERS: readonly Role[] = ['projectleider', 'AO', 'MT', 'BO', 'college'];
const RAISERS: readonly Role[] = [
  ...HOLDERS.slice(0, 4),
  'teamleider',
  'omgevingsmanager',
  'concerncontroller',
  'proceseigenaar',
  'CISO',
  'FG',
];
const BOTH: readonly Role[] = [...RAISERS, 'college'];
const about = (label: string, explain: string, verb: string, who: readonly Role[]) =>
  ({ label, explain, source: '§4.6', resource: 'escalaties', verb, item: 'escalationId', who, on: 'dossier' }) as const;

@Command({
  label: 'Escalatie opwerpen',
  explain: 'Leg een vraag neer bij het niveau boven het eigen.',
  source: '§4.6',
  resource: 'escalaties',
  verb: 'opwerpen',
  who: RAISERS,
  on: 'dossier',
})
export class RaiseEscalation {
  @Id({ optional: true }) escalationId?: string;
  @Title() subject!: string;
  @Text() reason!: string;
  @Text() impact!: string;
  @Text() ask!: string;
}
@Command(about('Escalatie ontvangen', 'Bevestig dat de vraag is gezien.', 'ontvangen', HOLDERS))
export class ReceiveEscalation {
  @Id() escalationId!: string;
}
@Command(about('Escalatie beantwoorden', 'Geef een antwoord of noem het besluit.', 'beantwoorden', HOLDERS))
export class AnswerEscalation {
  @Id() escalationId!: string;
  @Text({ optional: true }) answer?: string;
  @Id({ optional: true }) decisionId?: string;
}
@Command(about('Escalatie opschalen', 'Leg de vraag een niveau hoger.', 'opschalen', HOLDERS))
export class RaiseToNextLevel {
  @Id() escalationId!: string;
  @Text() ask!: string;
}
@Command(about('Escalatie terugleggen', 'Leg de vraag terug met een opdracht en een termijn.', 'terugleggen', HOLDERS))
export class DeEscalate {
  @Id() escalationId!: string;
  @OneOf(LEVELS) to!: Level;
  @Text() assignment!: string;
  @WorkingDays() term!: number;
}
@Command(
  about(
    'Niveau overslaan in nood',
    'Ga meteen naar een hoger niveau, met de reden.',
    'niveau-overslaan',
    HOLDERS.concat(RAISERS.slice(4)),
  ),
)
export class EmergencySkip {
  @Id() escalationId!: string;
  @OneOf(LEVELS) to!: Level;
  @Text() reason!: string;
  @Text() ask!: string;
  @Id({ optional: true }) approvedBy?: string;
}
@Command(about('Escalatie sluiten', 'De vraag is klaar.', 'sluiten', BOTH))
export class CloseEscalation {
  @Id() escalationId!: string;
  @Text() conclusion!: string;
}
@Command(about('Escalatie intrekken', 'Wie de vraag stelde, trekt haar terug.', 'intrekken', RAISERS))
export class WithdrawEscalation {
  @Id() escalationId!: string;
  @Text() reason!: string;
}
@Command(about('Escalatie heropenen', 'De vraag speelt weer, op het niveau waar zij eindigde.', 'heropenen', BOTH))
export class ReopenEscalation {
  @Id() escalationId!: string;
  @Text() reason!: string;
}

export const escalationsCommands = [
  RaiseEscalation,
  ReceiveEscalation,
  AnswerEscalation,
  RaiseToNextLevel,
  DeEscalate,
  EmergencySkip,
  CloseEscalation,
  WithdrawEscalation,
  ReopenEscalation,
] as const;
