import { Command, Count, Day, Id, ListOf, Text, Title } from '../kernel/command.js';
import { id } from '../kernel/values.js';

@Command({
  label: 'Instructie geven aan teams',
  explain:
    'De teams moeten tijd vrijmaken. Dat vraagt eerst een besluit van de directie; zonder dat volgt een signaal.',
  source: 'S4-08, S4-09',
  resource: 'instructies',
  verb: 'geven',
  who: ['MT', 'AO'],
  on: 'dossier',
})
export class IssueInstruction {
  @Id({ optional: true }) instructionId?: string;
  @ListOf(id, { explain: 'De teams die tijd moeten vrijmaken.' }) teams!: readonly string[];
  @Title() subject!: string;
  @Day({ explain: 'De laatste dag waarop een team zijn tijd toezegt.' }) dueOn!: string;
  @Text({ optional: true }) instruction?: string;
}

@Command({
  label: 'Tijd toezeggen',
  explain: 'Een team maakt tijd vrij voor het programma. De laatste toezegging telt.',
  source: 'S4-09',
  resource: 'instructies',
  verb: 'tijd-toezeggen',
  item: 'instructionId',
  who: ['teamleider'],
  on: 'dossier',
})
export class CommitCapacity {
  @Id() instructionId!: string;
  @Id() team!: string;
  @Count({ explain: 'In hele uren, van het hele team samen.' }) hoursPerWeek!: number;
}

export const budgetCommands = [IssueInstruction, CommitCapacity] as const;
