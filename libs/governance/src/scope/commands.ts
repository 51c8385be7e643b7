import { ADVICE_DEVIATION } from '../decisions/commands.js';
import { Cents, Command, Count, Day, Delta, Flag, Id, ListOf, OneOf, Parts, Text, Title } from '../kernel/command.js';
import { id } from '../kernel/values.js';
import { SCOPE_KINDS } from './events.js';

/** One thing that the programme makes. */
export class ScopeItemPart {
  @Id() itemId!: string;
  @OneOf(SCOPE_KINDS) kind!: (typeof SCOPE_KINDS)[number];
  @Id({ optional: true }) domain?: string;
  @Title({ optional: true }) label?: string;
  @Id({ optional: true }) team?: string;
  @Count({ optional: true, explain: 'Voor hoeveel dingen dit onderdeel staat; zonder getal 1.' }) count?: number;
}

@Command({
  label: 'Eerste baseline vaststellen',
  explain: 'B0: wat er oorspronkelijk wordt gemaakt. B0 verdwijnt nooit uit beeld.',
  source: 'S1-12',
  resource: 'baselines',
  verb: 'vaststellen',
  who: ['projectleider', 'AO', 'college'],
  on: 'dossier',
})
export class SetBaseline {
  @Id({ explain: 'Het genomen besluit waarop de baseline rust.' }) decisionId!: string;
  @Parts(ScopeItemPart) items!: readonly ScopeItemPart[];
  @Day({ optional: true }) endDate?: string;
}
@Command({
  label: 'Scopewijziging voorstellen',
  explain: 'Een wijziging in wat er wordt gemaakt, met de eerste schatting.',
  source: '§4.5',
  resource: 'scopewijzigingen',
  verb: 'voorstellen',
  who: ['projectleider'],
  on: 'dossier',
})
export class ProposeScopeChange {
  @Id({ optional: true }) changeId?: string;
  @Title() subject!: string;
  @Text() motivation!: string;
  @Parts(ScopeItemPart, { optional: true }) added?: readonly ScopeItemPart[];
  @ListOf(id, { optional: true }) removed?: readonly string[];
  @Cents({ explain: 'In eurocenten; minder kosten is negatief.' }) amount!: number;
  @Delta({ explain: 'Verschuiving in werkdagen.' }) days!: number;
  @Id({ optional: true }) milestoneId?: string;
}
@Command({
  label: 'Gevolgen beoordelen',
  explain: 'De controller gaat de gevolgen na; daarna staat vast wie mag besluiten.',
  source: '§4.5',
  resource: 'scopewijzigingen',
  verb: 'beoordelen',
  item: 'changeId',
  who: ['concerncontroller', 'projectleider'],
  on: 'dossier',
})
export class AssessImpact {
  @Id() changeId!: string;
  @Cents() amount!: number;
  @Delta() days!: number;
  @Delta() scopeItems!: number;
  @Id({ optional: true }) milestoneId?: string;
  @Flag() hardDeadlineTouched!: boolean;
  @Flag() benefitDropped!: boolean;
  @Flag() normLowered!: boolean;
  @Text({ optional: true }) quality?: string;
  @Text({ optional: true }) risk?: string;
  @Text({ optional: true }) benefits?: string;
}
@Command({
  label: 'Scopewijziging goedkeuren',
  explain: 'Het bevoegde niveau keurt goed; daaruit volgt meteen de nieuwe baseline.',
  source: '§4.5, §4.12',
  resource: 'scopewijzigingen',
  verb: 'goedkeuren',
  item: 'changeId',
  who: ['projectleider', 'AO', 'BO', 'college', 'raad'],
  on: 'dossier',
})
export class ApproveScopeChange {
  @Id() changeId!: string;
  @Id({ explain: 'Het ingediende voorstel waarop het besluit rust.' }) decisionId!: string;
  @Text({ optional: true, explain: ADVICE_DEVIATION }) adviceDeviation?: string;
  @Text() decision!: string;
}
@Command({
  label: 'Scopewijziging afwijzen',
  explain: 'De wijziging gaat niet door.',
  source: '§4.5',
  resource: 'scopewijzigingen',
  verb: 'afwijzen',
  item: 'changeId',
  who: ['projectleider', 'AO', 'BO', 'college', 'raad'],
  on: 'dossier',
})
export class RejectScopeChange {
  @Id() changeId!: string;
  @Text() reason!: string;
}
@Command({
  label: 'Scopewijziging intrekken',
  explain: 'De indiener trekt de wijziging terug.',
  source: '§4.5',
  resource: 'scopewijzigingen',
  verb: 'intrekken',
  item: 'changeId',
  who: ['projectleider'],
  on: 'dossier',
})
export class WithdrawScopeChange {
  @Id() changeId!: string;
  @Text() reason!: string;
}
export const scopeCommands = [
  SetBaseline,
  ProposeScopeChange,
  AssessImpact,
  ApproveScopeChange,
  RejectScopeChange,
  WithdrawScopeChange,
] as const;
