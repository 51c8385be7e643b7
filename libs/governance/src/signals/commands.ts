import { Command, Day, Id, Text } from '../kernel/command.js';

const ONE_SUBJECT = 'Waar het signaal over gaat; zonder keuze gaat het om alle signalen van deze code.';

@Command({
  label: 'Signaal gezien melden',
  explain: 'Leg vast dat u het signaal heeft gezien. Het signaal blijft staan.',
  source: 'X4',
  resource: 'signalen',
  verb: 'gezien-melden',
  item: 'code',
  who: ['projectbureau', 'projectleider', 'AO', 'BO', 'MT', 'college', 'concerncontroller'],
  on: 'dossier',
})
export class AcknowledgeSignal {
  @Id() code!: string;
  @Id({ optional: true, explain: ONE_SUBJECT }) subjectId?: string;
  @Text() note!: string;
}

@Command({
  label: 'Signaal aanvaarden',
  explain:
    'Het signaal mag tot een datum blijven staan, met de reden. Een rood signaal houdt dan geen fase meer tegen.',
  source: '§4.11',
  resource: 'signalen',
  verb: 'aanvaarden',
  item: 'code',
  who: ['AO', 'BO'],
  on: 'dossier',
})
export class AcceptSignal {
  @Id() code!: string;
  @Id({ optional: true, explain: ONE_SUBJECT }) subjectId?: string;
  @Day({ explain: 'Tot en met welke dag.' }) until!: string;
  @Text() reason!: string;
}

export const signalsCommands = [AcknowledgeSignal, AcceptSignal] as const;
