import { secrecyGround, type OpenedDossierEvent, type SecrecyOrgan } from '#governance';
import type { PresentContext } from '../read-model.js';
import { find, type Table } from './shared.js';

/** Only what is open of a secrecy: that it is there, on which ground, and who lifts it. Never what it is about. */
interface SecretRow {
  secrecyId: string;
  imposedBy: SecrecyOrgan;
  grounds: string[];
  byLaw: boolean;
  liftableBy: SecrecyOrgan;
  imposedOn: string;
  reviewOn: string | null;
  sharedWithRaadOn: string | null;
  liftedOn: string | null;
  entries: number[];
}
export type SecretsDoc = Table<SecretRow>;

export function evolveSecrets(doc: SecretsDoc, event: OpenedDossierEvent): void {
  const { position, day } = event.meta;
  const change = (id: string, changed: (row: SecretRow) => Partial<SecretRow>): void => {
    const row = find(doc, id);
    if (row === undefined) return;
    Object.assign(row, changed(row));
    row.entries.push(position);
  };
  switch (event.type) {
    case 'SecrecyImposed': {
      const { secrecyId, imposedBy, grounds, byLaw, liftableBy, reviewOn } = event.data;
      const imposed = { secrecyId, imposedBy, grounds: [...grounds], byLaw, liftableBy, imposedOn: day };
      const sharedWithRaadOn = imposedBy === 'raad' ? day : null;
      doc[secrecyId] = {
        ...imposed,
        reviewOn: reviewOn ?? null,
        sharedWithRaadOn,
        liftedOn: null,
        entries: [position],
      };
      return;
    }
    case 'SecretShared':
      // Once the whole raad has it, only the raad lifts it (Gemw 89).
      if (event.data.to === 'raad' && event.data.wholeBody)
        change(event.data.secrecyId, (row) => ({
          sharedWithRaadOn: row.sharedWithRaadOn ?? day,
          liftableBy: 'raad',
        }));
      return;
    case 'SecrecyReviewed':
      change(event.data.secrecyId, (row) => ({ reviewOn: event.data.reviewOn ?? row.reviewOn }));
      return;
    case 'SecrecyLifted':
      change(event.data.secrecyId, (row) => ({ liftedOn: row.liftedOn ?? day }));
      return;
    default:
      return;
  }
}

export interface SecretItem {
  readonly secrecyId: string;
  readonly imposedBy: SecrecyOrgan;
  readonly imposedOn: string;
  /** The grounds with their article. */
  readonly articles: readonly string[];
  readonly liftableBy: SecrecyOrgan;
  readonly reviewOn: string | null;
  readonly reviewOverdue: boolean;
  readonly sharedWithRaadOn: string | null;
  readonly entries: readonly number[];
}
const BY_LAW = 'van rechtswege, besloten vergadering (Gemw 23 lid 4)';

/** What is secret on the day, to be counted. */
export function secretItems(doc: SecretsDoc, at: PresentContext): readonly SecretItem[] {
  return Object.values(doc)
    .filter(({ liftedOn }) => liftedOn === null)
    .map(({ secrecyId, imposedBy, imposedOn, grounds, byLaw, liftableBy, reviewOn, sharedWithRaadOn, entries }) => ({
      ...{ secrecyId, imposedBy, imposedOn, liftableBy, reviewOn, sharedWithRaadOn, entries },
      articles: byLaw ? [BY_LAW] : ['Gemw 87', ...articlesOf(grounds)],
      reviewOverdue: reviewOn !== null && reviewOn < at.day,
    }));
}
export const articlesOf = (grounds: readonly string[]): readonly string[] =>
  grounds.map((code) => secrecyGround(code)?.article ?? `${code} (geen grond van de Woo)`);
