import { on, type DossierContext, type DossierState } from '../dossier.js';
import { defined } from '../kernel/defined.js';
import { Guard } from '../kernel/outcome.js';
import { ALREADY_EXISTS, NOT_FOUND, PROGRAMME_NOT_STARTED } from '../kernel/refusals.js';
import { dutchDay } from '../kernel/time.js';
import * as act from './commands.js';
import { SecrecyImposed, SecrecyLifted, SecrecyReviewed, SecretShared, type SecrecyOrgan } from './events.js';
import { secrecyGround } from './grounds.js';
import * as refusals from './refusals.js';
import { isInForceSecrecy, liftableBy, type Secrecy } from './state.js';

/** Articles of before 1 April 2023: who cites them works from an old template. */
const OLD_ARTICLES: readonly string[] = ['25', '55', '86'];

/** Secrecy outlives the programme, so an ended one is no reason to refuse. */
function begin(state: DossierState): Guard {
  const started = state.lifecycle.initiatedOn !== undefined;
  return new Guard().require(started, PROGRAMME_NOT_STARTED, 'Het programma is nog niet gestart.');
}

function requireGrounds(guard: Guard, grounds: readonly string[]): void {
  guard.require(grounds.length > 0, refusals.SECRECY_GROUND_MISSING, 'Er is geen grond genoemd.', 'grounds');
  for (const code of grounds) {
    const old = OLD_ARTICLES.includes(code)
      ? ' De oude artikelen 25, 55 en 86 gelden niet meer sinds 1 april 2023.'
      : '';
    guard.require(
      secrecyGround(code) !== undefined,
      refusals.SECRECY_GROUND_UNKNOWN,
      `De grond ${code} staat niet in artikel 5.1 lid 1 of lid 2 van de Woo.${old}`,
      'grounds',
    );
  }
}

function requireSubject(guard: Guard, command: act.ImposeSecrecy, state: DossierState): void {
  const { entryIds = [], decisionIds = [], documentIds = [] } = command;
  guard.require(
    entryIds.length + decisionIds.length + documentIds.length > 0,
    refusals.SECRECY_SUBJECT_MISSING,
    'Er is geen regel, besluit of document genoemd.',
    'decisionIds',
  );
  for (const entryId of entryIds)
    guard.require(
      state.secrecy.entries.has(entryId),
      NOT_FOUND,
      `Regel ${entryId} staat niet in dit dossier.`,
      'entryIds',
    );
  for (const decisionId of decisionIds)
    guard.require(
      state.decisions.decisions.has(decisionId),
      NOT_FOUND,
      `Besluit ${decisionId} bestaat niet.`,
      'decisionIds',
    );
}

/** The secrecy, which must be in force. */
function inForce(guard: Guard, state: DossierState, secrecyId: string): Secrecy | undefined {
  const secrecy = state.secrecy.all.get(secrecyId);
  guard.require(secrecy !== undefined, NOT_FOUND, `Geheimhouding ${secrecyId} bestaat niet.`, 'secrecyId');
  guard.require(
    secrecy === undefined || isInForceSecrecy(secrecy),
    refusals.SECRECY_NOT_IN_FORCE,
    () => `Geheimhouding ${secrecyId} is opgeheven op ${dutchDay(secrecy?.liftedOn ?? secrecy?.imposedOn ?? '')}.`,
  );
  return secrecy;
}

/** Who was competent on the day of the act: sharing with the raad moves it to the raad, and never back. */
function competentOn(secrecy: Secrecy, context: DossierContext): SecrecyOrgan {
  return liftableBy(context.then.secrecy.all.get(secrecy.secrecyId) ?? secrecy);
}
function requireCompetent(guard: Guard, secrecy: Secrecy | undefined, context: DossierContext): void {
  if (secrecy === undefined) return;
  const competent = competentOn(secrecy, context);
  const shared = secrecy.sharedWithRaadOn;
  const why =
    competent === 'raad' && secrecy.imposedBy !== 'raad' && shared !== undefined
      ? `is op ${dutchDay(shared)} met de hele raad gedeeld; alleen de raad`
      : `is opgelegd door ${secrecy.imposedBy}; alleen dat orgaan`;
  guard.require(
    context.actor.as === competent,
    refusals.SECRECY_OTHER_ORGAN,
    `Geheimhouding ${secrecy.secrecyId} ${why} gaat erover. U handelt als ${context.actor.as}.`,
  );
}
function requireLater(guard: Guard, reviewOn: string, context: DossierContext): void {
  guard.require(
    reviewOn > context.day,
    refusals.SECRECY_REVIEW_NOT_LATER,
    `De heroverweging staat op ${dutchDay(reviewOn)}; dat is niet na ${dutchDay(context.day)}.`,
    'reviewOn',
  );
}

export const decideSecrecy = [
  on(act.ImposeSecrecy, (command, state, context) => {
    const secrecyId = command.secrecyId ?? context.newId('GH');
    const guard = begin(state);
    const unused = !state.secrecy.all.has(secrecyId);
    guard.require(unused, ALREADY_EXISTS, `Geheimhouding ${secrecyId} bestaat al.`, 'secrecyId');
    requireGrounds(guard, command.grounds);
    requireSubject(guard, command, state);
    requireLater(guard, command.reviewOn, context);
    const { subject, grounds, motivation, reviewOn, entryIds = [], decisionIds = [], documentIds = [] } = command;
    // The handler lets in only the organs of the law, so who acts is one of them.
    const imposedBy = context.actor.as as SecrecyOrgan;
    return guard.then(() => [
      SecrecyImposed.of({
        secrecyId,
        imposedBy,
        grounds,
        byLaw: false,
        liftableBy: imposedBy,
        reviewOn,
        entryIds,
        decisionIds,
        documentIds,
        meetingIds: [],
        subject,
        motivation,
      }),
    ]);
  }),
  on(act.ShareSecret, ({ secrecyId, to, wholeBody, recipients, note }, state, context) => {
    const guard = begin(state);
    const secrecy = inForce(guard, state, secrecyId);
    if (secrecy?.imposedBy !== context.actor.as) requireCompetent(guard, secrecy, context);
    guard.require(
      secrecy?.heldBy.includes(to) !== true,
      refusals.SECRET_ALREADY_SHARED,
      `Het hele orgaan ${to} heeft ${secrecyId} al.`,
      'to',
    );
    guard.require(
      wholeBody || (recipients ?? []).length > 0,
      refusals.SECRET_RECIPIENTS_MISSING,
      `Alleen enkele leden van ${to} krijgen het, maar hun namen ontbreken.`,
      'recipients',
    );
    return guard.then(() => [
      SecretShared.of({
        secrecyId,
        to,
        wholeBody,
        ...defined({ recipients: wholeBody ? undefined : recipients, note }),
      }),
    ]);
  }),
  on(act.ReviewSecrecy, ({ secrecyId, outcome, reviewOn, motivation }, state, context) => {
    const guard = begin(state);
    requireCompetent(guard, inForce(guard, state, secrecyId), context);
    if (outcome === 'voortzetten') requireLater(guard, reviewOn ?? context.day, context);
    return guard.then(() => [SecrecyReviewed.of({ secrecyId, outcome, motivation, ...defined({ reviewOn }) })]);
  }),
  on(act.LiftSecrecy, ({ secrecyId, motivation }, state, context) => {
    const guard = begin(state);
    requireCompetent(guard, inForce(guard, state, secrecyId), context);
    const liftedBy = context.actor.as as SecrecyOrgan;
    return guard.then(() => [SecrecyLifted.of({ secrecyId, liftedBy, motivation })]);
  }),
];
