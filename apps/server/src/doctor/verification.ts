import { LOG_STREAM, openedEventOf, ORGANISATION_PREFIX, organisationKind, entriesOf } from '#dossier';
import { dayOf, initialOrganisation } from '#governance';
import { verificationStanding, type VerificationStanding } from '../proof/verify-standing.js';
import { isInitialised, openLogReader, openReadingVault } from '../runtime/open-log.js';
import { attention, good, wrong, type Check, type Place } from './check.js';

/** The last check of the log by an independent officer (BIO2 8.15.06), as it was recorded. */
export const verification: Check = {
  part: 'toets',
  look: async (place) => {
    const standing = isInitialised(place.folder) ? await standingIn(place) : undefined;
    if (standing === undefined) return [];
    const { last, broken, overdue } = standing;
    const again = 'Laat een onafhankelijke functionaris het logboek toetsen: besluitspoor verify --vastleggen.';
    return [
      ...(broken === undefined
        ? []
        : [
            wrong(
              'CHAIN_INVALID',
              broken,
              'Zoek uit wat er is gebeurd (docs/operations.md), herstel het en toets opnieuw.',
            ),
          ]),
      ...(overdue === undefined ? [] : [attention('NOT_VERIFIED', overdue, again)]),
      ...(broken === undefined && overdue === undefined
        ? [
            good(
              last === undefined
                ? 'De eerste toets is nog niet aan de beurt.'
                : `Op ${last.on} klopten ${last.size} regels.`,
            ),
          ]
        : []),
    ];
  },
};

/** Undefined for a log without entries. */
async function standingIn({ folder, nowMs }: Place): Promise<VerificationStanding | undefined> {
  const vault = openReadingVault(folder);
  const reader = await openLogReader(folder);
  try {
    const [first] = await reader.readStream(LOG_STREAM, 0, 1);
    if (first === undefined) return undefined;
    const organisation = initialOrganisation();
    for (const { stream } of await reader.streams(ORGANISATION_PREFIX))
      for (const entry of await entriesOf(reader, stream)) {
        const event = openedEventOf(
          organisationKind.types,
          vault.open(entry, () => true),
          entry.position,
        );
        if (event !== undefined) organisationKind.evolve(organisation, event);
      }
    const today = dayOf(new Date(nowMs()).toISOString());
    return verificationStanding(organisation, dayOf(vault.open(first, () => false).time), today);
  } finally {
    await reader.close();
    vault.close();
  }
}
