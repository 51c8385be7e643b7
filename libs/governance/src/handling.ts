import type { CommandClass } from './kernel/command.js';
import type { DecideRule } from './kernel/decider.js';
import { refuse, type Broken, type Outcome } from './kernel/outcome.js';
import { dossierRules, organisationRules } from './catalogue.js';
import { escalationsFrom } from './escalations/auto-raise.js';
import { dutiesFrom } from './information-duties/arise.js';
import type { DossierContext, DossierState } from './dossier.js';
import { policyOn, type OrganisationContext, type OrganisationState } from './organisation/state.js';

/** Finds the rule that belongs to a command. A command without a rule is a mistake of ours, not of the user. */
function decideBy<State, Context>(rules: readonly DecideRule<State, Context>[]) {
  const byCommand = new Map<CommandClass, DecideRule<State, Context>>(rules.map((rule) => [rule.command, rule]));
  return (command: object, state: State, context: Context): Outcome => {
    const rule = byCommand.get(command.constructor as CommandClass);
    if (rule === undefined) throw new Error(`no rule decides ${command.constructor.name}`);
    return rule.decide(command as never, state, context);
  };
}
const decideAct = decideBy<DossierState, DossierContext>(dossierRules);

/** What an act on a programme leads to, with the duties and escalations that arise from it in the same append. */
export function decideDossier(command: object, state: DossierState, context: DossierContext): Outcome {
  const outcome = decideAct(command, state, context);
  if (!outcome.ok) return withPolicyVersion(outcome.broken, context);
  const { events } = outcome;
  return {
    ok: true,
    events: [...events, ...dutiesFrom(events, state, context), ...escalationsFrom(events, state, context)],
  };
}
/** Every verdict that rests on policy says by which version it was given, as what is recorded says itself (X5). */
function withPolicyVersion(broken: readonly Broken[], { organisation, day }: DossierContext): Outcome {
  const { version } = policyOn(organisation, day);
  const by = version === 0 ? 'het standaardbeleid' : `beleid versie ${version}`;
  return refuse(
    ...broken.map((each) =>
      each.refusal.policy === true ? { ...each, detail: `${each.detail.replace(/\.$/, '')} (${by}).` } : each,
    ),
  );
}
export const decideOrganisation = decideBy<OrganisationState, OrganisationContext>(organisationRules);
