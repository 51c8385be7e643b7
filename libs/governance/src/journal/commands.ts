import { Command, Id, ListOf, OneOf, Parts, Text, Title } from '../kernel/command.js';
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

/** One value that was taken over wrongly. */
export class RectifiedField {
  @Title({ explain: 'De naam van het veld, zoals bedrag.' }) field!: string;
  @Title({ explain: 'De juiste waarde: een getal, een datum, ja of nee, of tekst.' }) is!: string;
}
@Command({
  label: 'Vastlegging rectificeren',
  explain:
    'Verbetert wat verkeerd is overgenomen uit een stuk. De inhoud van een besluit verandert u met een nieuw besluit.',
  source: 'X1',
  resource: 'rectificaties',
  verb: 'vastleggen',
  who: ['projectbureau', 'collegesecretariaat', 'griffie'],
  on: 'dossier',
})
export class RectifyRecord {
  @Id({ explain: 'De regel die verkeerd is.' }) entryId!: string;
  @Parts(RectifiedField) changes!: readonly RectifiedField[];
  @Text({ explain: 'Wat er misging.' }) reason!: string;
  @Title({ explain: 'Het stuk waarin de juiste waarde staat.' }) evidence!: string;
}

export const journalCommands = [RecordJournalEntry, RectifyRecord] as const;
