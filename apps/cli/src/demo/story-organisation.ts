import { act, type Rest, type StoryAct } from './story-parts.js';

const PEOPLE: readonly (readonly [string, string, boolean])[] = [
  ['p-oldenhave', 'Marit Oldenhave', true],
  ['p-rengerink', 'Tobias Rengerink', true],
  ['p-tichelaar', 'Ruben Tichelaar', false],
  ['p-vanommelen', 'Saskia van Ommelen', false],
  ['p-boukhari', 'Farid Boukhari', false],
];
const TEAMS: readonly (readonly [string, string, number])[] = [
  ['burgerzaken', 'Burgerzaken', 22],
  ['sociaal', 'Sociaal', 30],
  ['vth', 'VTH', 20],
  ['belastingen', 'Belastingen', 12],
  ['juridisch', 'Juridisch', 10],
  ['financien', 'Financiën', 14],
  ['communicatie', 'Communicatie', 8],
  ['ia', 'I&A', 16],
  ['ruimte', 'Ruimte', 32],
];
export const asAdmin: Rest = { by: 'p-beheer', recorder: 'functioneelBeheer' };

/** A member of the panel of residents, so that there is somebody's data to erase (row 90). */
const PANEL: StoryAct = act(
  '16',
  '2025-02-18',
  'RegisterPerson',
  { person: 'p-panel', name: 'Lid inwonerspanel', contact: 'panel@lindervoort.example', publicOfficial: false },
  asAdmin,
);

export const ORGANISATION: readonly StoryAct[] = [
  act(
    '0',
    '2025-01-06',
    'RegisterBody',
    { bodyId: 'college', name: 'College van burgemeester en wethouders', function: 'college', seats: 4 },
    asAdmin,
  ),
  act(
    '0',
    '2025-01-06',
    'RegisterBody',
    { bodyId: 'raad', name: 'Gemeenteraad', function: 'raad', seats: 21 },
    asAdmin,
  ),
  ...PEOPLE.map(([person, name, publicOfficial]) =>
    act('0', '2025-01-06', 'RegisterPerson', { person, name, publicOfficial }, asAdmin),
  ),
  act(
    '0',
    '2025-01-06',
    'StartMembership',
    { bodyId: 'college', person: 'p-oldenhave', function: 'wethouder' },
    asAdmin,
  ),
  ...TEAMS.map(([teamId, name, size]) => act('0', '2025-01-06', 'RegisterTeam', { teamId, name, size }, asAdmin)),
  act(
    '0',
    '2025-01-06',
    'AdoptPolicy',
    { title: 'Beleid Lindervoort v1', effectiveFrom: '2025-01-01', settings: '{"autoRaise":[]}' },
    asAdmin,
  ),
  PANEL,
];
