import { isHidden, type OpenedDossierEvent } from '#governance';
import type { PresentContext, ReadModel } from '../read-model.js';
import { decisionRegister, presentDecisions, type DecisionsDoc } from './decision-register.js';
import { evolveSecrets, secretItems, type SecretItem, type SecretsDoc } from './secret-items.js';
import {
  figure,
  find,
  nameOf,
  noteName,
  told,
  unnamed,
  type Figure,
  type Named,
  type Table,
  type Told,
} from './shared.js';

interface AnnexDoc extends Named {
  secrets: SecretsDoc;
  about: Table<{
    subject: Told<string>;
    motivation: Told<string>;
    decisionIds: Told<readonly string[]>;
    documentIds: Told<readonly string[]>;
  }>;
  decisions: DecisionsDoc;
  documents: Table<{ deliveryId: string; subject: Told<string>; on: string; entries: number[] }>;
}
export interface SecretDecision {
  readonly decisionId: string;
  readonly subject: Told<string>;
  readonly text: Told<string>;
  readonly body: string | null;
  readonly takenOn: string | null;
  readonly amount: Told<number>;
  readonly entries: readonly number[];
}
export interface AnnexItem extends SecretItem {
  readonly subject: Told<string>;
  readonly motivation: Told<string>;
  readonly decisions: readonly SecretDecision[];
  readonly documents: readonly AnnexDoc['documents'][string][];
}
export interface PresentedAnnex {
  readonly day: string;
  readonly name: Figure<string>;
  /** What is secret and was given to the whole raad. */
  readonly items: readonly AnnexItem[];
  /** What is secret and was not: counted only. */
  readonly notShared: Figure<number>;
}

function evolve(doc: AnnexDoc, event: OpenedDossierEvent): void {
  noteName(doc, event);
  evolveSecrets(doc.secrets, event);
  decisionRegister.evolve(doc.decisions, event);
  if (event.type === 'SecrecyImposed') {
    const { secrecyId, subject, motivation, decisionIds, documentIds } = event.data;
    const ids = { decisionIds: told(decisionIds), documentIds: told(documentIds) };
    doc.about[secrecyId] = { subject: told(subject), motivation: told(motivation), ...ids };
  }
  if (event.type === 'InformationDelivered') {
    const { deliveryId, subject } = event.data;
    const entries = [event.meta.position];
    doc.documents[deliveryId] = { deliveryId, subject: told(subject), on: event.meta.day, entries };
  }
}
const idsOf = (ids: Told<readonly string[]> | undefined): readonly string[] =>
  ids === undefined || ids === null || isHidden(ids) ? [] : ids;

function present(doc: AnnexDoc, at: PresentContext): PresentedAnnex {
  const secret = secretItems(doc.secrets, at);
  const { decisions } = presentDecisions(doc.decisions, at);
  const shared = secret.filter(({ sharedWithRaadOn }) => sharedWithRaadOn !== null);
  const others = secret.filter(({ sharedWithRaadOn }) => sharedWithRaadOn === null);
  return {
    day: at.day,
    name: nameOf(doc),
    notShared: figure(
      others.length,
      others.flatMap(({ entries }) => entries),
    ),
    items: shared.map((item) => {
      const known = find(doc.about, item.secrecyId);
      return {
        ...item,
        subject: known?.subject ?? null,
        motivation: known?.motivation ?? null,
        decisions: decisions
          .filter(({ decisionId }) => idsOf(known?.decisionIds).includes(decisionId))
          .map(({ decisionId, subject, text, body, takenOn, amount, entries }) => ({
            ...{ decisionId, subject, text, body, takenOn, amount, entries },
          })),
        documents: idsOf(known?.documentIds).flatMap((id) => find(doc.documents, id) ?? []),
      };
    }),
  };
}

/** The closed annex to the council report: what is secret and was given to the whole raad (Gemw 88). */
export const councilAnnex: ReadModel<AnnexDoc, PresentedAnnex> = {
  name: 'council-annex',
  version: 1,
  initial: () => ({ ...unnamed(), secrets: {}, about: {}, decisions: decisionRegister.initial(), documents: {} }),
  evolve,
  present,
};
