import { Command, Day, Id, ListOf, OneOf, Title } from '../kernel/command.js';
import type { Role } from '../kernel/roles.js';
import { id } from '../kernel/values.js';
import { CHANNELS } from './events.js';

/** The line knows its own processes and answers for them; the project office may only write down what it says. */
const OF_THE_LINE: readonly Role[] = ['teamleider', 'proceseigenaar'];

@Command({
  label: 'Inventarisatie openen',
  explain: 'Vraag teams om zelf vast te leggen welke processen zij uitvoeren.',
  source: 'S4-11',
  resource: 'inventarisaties',
  verb: 'openen',
  who: ['AO', 'MT', 'projectleider'],
  on: 'dossier',
})
export class OpenInventory {
  @ListOf(id) teams!: readonly string[];
}

@Command({
  label: 'Inventarisatie afronden',
  explain: 'Het team zelf zegt dat al zijn processen zijn vastgelegd; de projectgroep zegt dat niet voor hen.',
  source: 'S4-11',
  resource: 'inventarisaties',
  verb: 'afronden',
  who: ['teamleider'],
  on: 'dossier',
})
export class CompleteInventory {
  @Id() team!: string;
}

@Command({
  label: 'Proces vastleggen',
  explain: 'Een werkproces van een team, met hetzelfde nummer als in de scope wanneer het daarin staat.',
  source: 'S4-11',
  resource: 'processen',
  verb: 'vastleggen',
  who: OF_THE_LINE,
  on: 'dossier',
})
export class RecordProcess {
  @Id({ optional: true }) processId?: string;
  @Title() label!: string;
  @Id() team!: string;
}

@Command({
  label: 'Proceseigenaar toewijzen',
  explain: 'Wie verantwoordelijk is voor een proces. Zonder eigenaar gaat een proces niet live.',
  source: 'S4-12',
  resource: 'processen',
  verb: 'eigenaar-toewijzen',
  item: 'processId',
  who: ['teamleider', 'AO', 'MT'],
  on: 'dossier',
})
export class AssignProcessOwner {
  @Id() processId!: string;
  @Id({ explain: 'De functie of de verwijzing naar de persoon, geen naam.' }) owner!: string;
}

@Command({
  label: 'Papierstroom registreren',
  explain: 'Papier dat naast digitaal blijft bestaan.',
  source: 'S4-02',
  resource: 'papierstromen',
  verb: 'registreren',
  who: [...OF_THE_LINE, 'projectleider'],
  on: 'dossier',
})
export class RegisterPaperStream {
  @Id({ optional: true }) streamId?: string;
  @Title() label!: string;
  @Id({ optional: true, explain: 'Het proces waar het papier bij hoort.' }) processId?: string;
}

@Command({
  label: 'Einddatum van papier bepalen',
  explain: 'Tot en met welke dag een papierstroom nog mag bestaan. De laatste datum telt.',
  source: 'S4-02',
  resource: 'papierstromen',
  verb: 'einddatum-bepalen',
  item: 'streamId',
  who: [...OF_THE_LINE, 'projectleider', 'AO'],
  on: 'dossier',
})
export class SetPhaseOutDate {
  @Id() streamId!: string;
  @Day() until!: string;
}

@Command({
  label: 'Papierstroom sluiten',
  explain: 'Het papier is weg; het proces loopt alleen nog digitaal.',
  source: 'S4-02',
  resource: 'papierstromen',
  verb: 'sluiten',
  item: 'streamId',
  who: [...OF_THE_LINE, 'projectleider', 'AO'],
  on: 'dossier',
})
export class ClosePaperStream {
  @Id() streamId!: string;
}

@Command({
  label: 'Leidend kanaal bepalen',
  explain:
    'Wat bij dit proces telt: papier, digitaal, of beide naast elkaar. Na de livegang is papier niet meer leidend.',
  source: 'S4-03',
  resource: 'processen',
  verb: 'leidend-kanaal-bepalen',
  item: 'processId',
  who: [...OF_THE_LINE, 'projectleider', 'AO'],
  on: 'dossier',
})
export class SetLeadingChannel {
  @Id() processId!: string;
  @OneOf(CHANNELS) leading!: (typeof CHANNELS)[number];
}

export const processesCommands = [
  OpenInventory,
  CompleteInventory,
  RecordProcess,
  AssignProcessOwner,
  RegisterPaperStream,
  SetPhaseOutDate,
  ClosePaperStream,
  SetLeadingChannel,
] as const;
