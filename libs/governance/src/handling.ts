import type { CommandClass } from './kernel/command.js';
import type { DecideRule } from './kernel/decider.js';
import type { Outcome } from './kernel/outcome.js';
import { dossierRules, organisationRules } from './catalogue.js';
import type { DossierContext, DossierState } from './dossier.js';
import type { OrganisationContext, OrganisationState } from './organisation/state.js';

/** Finds the rule that belongs to a command. A command without a rule is a mistake of ours, not of the user. */
function decideBy<State, Context>(rules: readonly DecideRule<State, Context>[]) {
  const byCommand = new Map<CommandClass, DecideRule<State, Context>>(rules.map((rule) => [rule.command, rule]));
  return (command: object, state: State, context: Context): Outcome => {
    const rule = byCommand.get(command.constructor as CommandClass);
    if (rule === undefined) throw new Error(`no rule decides ${command.constructor.name}`);
    return rule.decide(command as never, state, context);
  };
}
export const decideDossier = decideBy<DossierState, DossierContext>(dossierRules);
export const decideOrganisation = decideBy<OrganisationState, OrganisationContext>(organisationRules);
