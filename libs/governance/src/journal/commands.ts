import { Command, ListOf, OneOf, Text, Title } from '../kernel/command.js';
import { id } from '../kernel/values.js';
import { JOURNAL_KINDS } from './events.js';
import type { JournalKind } from './state.js';

@Command({
  label: 'Dagboeknotitie maken',
  explain:
    'Een zachte gebeurtenis die bij het verhaal hoort: een succes, een tegenslag, een gesprek. Nooit over één medewerker.',
  source: 'D12',
  resource: 'dagboeknotities',
  verb: 'maken',
  who: [
    'projectbureau',
    'projectleider',
    'AO',
    'BO',
    'MT',
    'college',
    'teamleider',
    'omgevingsmanager',
    'communicatie',
    'proceseigenaar',
  ],
  on: 'dossier',
})
export class RecordJournalEntry {
  @OneOf(JOURNAL_KINDS) kind!: JournalKind;
  @Title() subject!: string;
  @Text() note!: string;
  @ListOf(id, { optional: true, explain: 'De teams die het aangaat.' }) teams?: readonly string[];
}

export const journalCommands = [RecordJournalEntry] as const;
