import { createHash } from 'node:crypto';
import { act, byCollege, byRaad, CLERK, openly, type Rest, type StoryAct } from './story-parts.js';

/** A document that reached a whole body; its digest is that of its title here, since the example has no documents. */
function informs(
  row: string,
  on: string,
  [deliveryId, subject]: readonly [string, string],
  covers: readonly string[],
  rest: Rest & { readonly to?: string; readonly channel?: string } = {},
): StoryAct {
  const { to = 'raad', channel = 'brief', ...how } = rest;
  const sha256 = createHash('sha256').update(subject).digest('hex');
  const document = { deliveryId, to, wholeBody: true, channel, subject, sha256, covers };
  return act(row, on, 'DeliverInformation', document, { ...byCollege, ...openly(subject), ...how, settles: true });
}
const report = { channel: 'rapportage' } as const;

/** What the raad and others were told and when (rows 25-81a); the duties themselves are the engine's. */
export const INFORMING: readonly StoryAct[] = [
  act(
    '25',
    '2025-04-24',
    'MakePromise',
    {
      promiseId: 'T-2025-11',
      by: 'BO',
      creditor: 'raad',
      subject: 'Papierafbouw',
      promise: 'De raad hoort vóór 1 november 2025 hoe het papier verdwijnt.',
      dueOn: '2025-10-31',
    },
    { by: CLERK, recorder: 'griffie', ...openly('De wethouder informeert de raad vóór 1 november over papierafbouw.') },
  ),
  informs('40', '2025-10-28', ['D-40', 'Voortgangsrapportage 1 met papierafbouw'], ['T-2025-11', 'SW-01'], report),
  act(
    '50',
    '2025-12-11',
    'RecordPublicExposure',
    {
      exposureId: 'PERS-1',
      kind: 'pers',
      medium: 'Streekblad',
      headline: 'Zaaksysteem Lindervoort loopt vertraging op',
      covers: ['SW-02', 'B-SW-02'],
    },
    { by: 'p-communicatie', recorder: 'communicatie', ...openly('Het Streekblad meldt vertraging.') },
  ),
  informs('51', '2025-12-12', ['D-51', 'Raadsinformatiebrief vertraging'], ['SW-02', 'B-SW-02']),
  act(
    '52',
    '2025-12-18',
    'AdoptMotion',
    {
      motionId: 'M-2025-31',
      subject: 'Grip op zaakgericht',
      request: 'Rapporteer elke maand aan de raad, tot en met juni 2026.',
      dueOn: '2026-06-30',
      votesFor: 13,
      votesAgainst: 8,
    },
    { ...byRaad, ...openly('Motie "Grip op zaakgericht": elke maand een rapportage.') },
  ),
  informs('53a', '2025-12-23', ['D-53a', 'Notitie stilleggen aan het college'], ['SW-02'], {
    to: 'college',
    channel: 'notitie',
    as: 'AO',
    by: 'p-projectbureau',
    recorder: 'projectbureau',
    openly: false,
  }),
  informs('55', '2026-01-20', ['D-55', 'Maandrapportage 1'], ['B-hervatten', 'M-2025-31'], report),
  informs('55a', '2026-02-17', ['D-55a', 'Maandrapportage 2'], ['M-2025-31'], report),
  informs('64', '2026-03-31', ['D-64', 'Voortgangsrapportage 2'], ['B-handtekening', 'M-2025-31'], report),
  informs('64a', '2026-04-28', ['D-64a', 'Maandrapportage 4'], ['SW-03', 'B-SW-03', 'B-strategie'], report),
  informs('70', '2026-05-21', ['D-70', 'Raadsbrief no-go'], ['B-no-go', 'LG-1']),
  informs('79', '2026-06-16', ['D-79', 'Raadsbrief livegang'], ['B-go', 'LG-1', 'M-2025-31']),
  informs('79', '2026-06-16', ['D-79-inwoners', 'Het zaaksysteem is in gebruik'], ['LG-1'], {
    to: 'openbaar',
    channel: 'publicatie',
  }),
  act(
    '79a',
    '2026-06-18',
    'ExecuteMotion',
    { motionId: 'M-2025-31', deliveryId: 'D-79' },
    { ...byCollege, ...openly('Het college deed wat motie M-2025-31 vroeg.') },
  ),
  informs('81a', '2026-07-02', ['D-81a', 'Raadsbrief ontheffing'], ['B-ontheffing', 'HD-1']),
];
