import { event, open, sealed } from '../kernel/event.js';
import { day, id, list, maybe, oneOf, title } from '../kernel/values.js';

// The stored format: versioned, never edited.

export const CHANNELS = ['papier', 'hybride', 'digitaal'] as const;

export const InventoryOpened = event(
  'InventoryOpened',
  'Inventarisatie geopend',
  'De teams leggen zelf vast welke processen zij uitvoeren.',
  { teams: open(list(id)) },
  'S4-11',
);
export const InventoryCompleted = event(
  'InventoryCompleted',
  'Inventarisatie afgerond',
  'Een team zegt dat het al zijn processen heeft vastgelegd.',
  { team: open(id) },
  'S4-11',
);
export const ProcessRecorded = event(
  'ProcessRecorded',
  'Proces vastgelegd',
  'Een werkproces dat een team uitvoert. Staat het in de scope, dan heeft het daar hetzelfde nummer.',
  { processId: open(id), label: sealed(title), team: open(id) },
  'S4-11',
);
export const ProcessOwnerAssigned = event(
  'ProcessOwnerAssigned',
  'Proceseigenaar toegewezen',
  'Wie verantwoordelijk is voor een proces. De laatste telt.',
  { processId: open(id), owner: open(id) },
  'S4-12',
);
export const PaperStreamRegistered = event(
  'PaperStreamRegistered',
  'Papierstroom geregistreerd',
  'Papier dat naast digitaal blijft bestaan.',
  { streamId: open(id), label: sealed(title), processId: open(maybe(id)) },
  'S4-02',
);
export const PhaseOutDateSet = event(
  'PhaseOutDateSet',
  'Einddatum van papier bepaald',
  'Tot en met welke dag een papierstroom nog mag bestaan.',
  { streamId: open(id), until: open(day) },
  'S4-02',
);
export const PaperStreamClosed = event(
  'PaperStreamClosed',
  'Papierstroom gesloten',
  'Het papier is weg; het proces loopt alleen nog digitaal.',
  { streamId: open(id) },
  'S4-02',
);
export const LeadingChannelSet = event(
  'LeadingChannelSet',
  'Leidend kanaal bepaald',
  'Wat bij dit proces telt: papier, digitaal, of beide naast elkaar. Het laatste telt.',
  { processId: open(id), leading: open(oneOf(CHANNELS)) },
  'S4-03',
);

export const processesEvents = {
  InventoryOpened,
  InventoryCompleted,
  ProcessRecorded,
  ProcessOwnerAssigned,
  PaperStreamRegistered,
  PhaseOutDateSet,
  PaperStreamClosed,
  LeadingChannelSet,
} as const;
