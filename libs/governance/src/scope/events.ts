import { event, narrative, open, sealed } from '../kernel/event.js';
import { cents, count, day, delta, flag, id, list, maybe, oneOf, shape, text, title } from '../kernel/values.js';

// The stored format: versioned, never edited.

export const SCOPE_KINDS = ['systeem', 'proces', 'gedrag', 'organisatie', 'informatie'] as const;
export const scopeItem = shape({
  itemId: id,
  kind: oneOf(SCOPE_KINDS),
  domain: maybe(id),
  label: maybe(title),
  team: maybe(id),
  count: maybe(count),
});
export const SCOPE_LEVELS = ['projectleider', 'AO', 'BO', 'college', 'raad'] as const;
export type ScopeLevel = (typeof SCOPE_LEVELS)[number];
/** What pushed a change up (governance.md §4.5). */
export const ROUTING_REASONS = [
  'bedrag',
  'cumulatief',
  'dagen',
  'deadline',
  'scope',
  'baat',
  'kwaliteit',
  'krediet',
  'raadskader',
] as const;
export type RoutingReason = (typeof ROUTING_REASONS)[number];

export const BaselineSet = event(
  'BaselineSet',
  'Baseline vastgesteld',
  'Wat er wordt gemaakt. B0 is de oorspronkelijke en verdwijnt nooit uit beeld.',
  {
    baselineId: open(id),
    number: open(count),
    parent: open(maybe(id)),
    decisionId: open(id),
    changeIds: open(list(id)),
    items: sealed(list(scopeItem)),
    itemCount: sealed(count),
    cumulativeAmount: sealed(cents),
    endDate: sealed(maybe(day)),
  },
  'S1-12',
);
export const ScopeChangeProposed = event(
  'ScopeChangeProposed',
  'Scopewijziging voorgesteld',
  'Een wijziging in wat er wordt gemaakt, met de eerste schatting.',
  {
    changeId: open(id),
    subject: sealed(title),
    motivation: narrative(text),
    added: sealed(list(scopeItem)),
    removed: sealed(list(id)),
    amount: sealed(cents),
    days: sealed(delta),
    milestoneId: open(maybe(id)),
  },
  'S1-12',
);
export const ImpactAssessed = event(
  'ImpactAssessed',
  'Gevolgen beoordeeld',
  'De gevolgen voor scope, tijd, geld, kwaliteit, risico en baten, nagegaan door de controller.',
  {
    changeId: open(id),
    amount: sealed(cents),
    days: sealed(delta),
    scopeItems: sealed(delta),
    milestoneId: open(maybe(id)),
    hardDeadlineTouched: open(flag),
    benefitDropped: open(flag),
    normLowered: open(flag),
    quality: narrative(maybe(text)),
    risk: narrative(maybe(text)),
    benefits: narrative(maybe(text)),
  },
  '§4.5',
);
export const ScopeChangeRouted = event(
  'ScopeChangeRouted',
  'Scopewijziging gerouteerd',
  'Het hoogste niveau dat een van de grenzen vraagt, met alle redenen.',
  {
    changeId: open(id),
    level: open(oneOf(SCOPE_LEVELS)),
    reasons: open(list(oneOf(ROUTING_REASONS))),
    cumulativeAmount: sealed(cents),
    cumulativePermille: sealed(maybe(delta)),
  },
  '§4.5, §4.12',
);
export const ScopeChangeApproved = event(
  'ScopeChangeApproved',
  'Scopewijziging goedgekeurd',
  'Het bevoegde orgaan heeft de wijziging goedgekeurd.',
  { changeId: open(id), decisionId: open(id) },
);
export const ScopeChangeRejected = event(
  'ScopeChangeRejected',
  'Scopewijziging afgewezen',
  'De wijziging gaat niet door.',
  { changeId: open(id), decisionId: open(maybe(id)), reason: narrative(text) },
);
export const ScopeChangeWithdrawn = event(
  'ScopeChangeWithdrawn',
  'Scopewijziging ingetrokken',
  'De indiener trekt de wijziging terug.',
  { changeId: open(id), reason: narrative(text) },
);

export const scopeEvents = {
  BaselineSet,
  ScopeChangeProposed,
  ImpactAssessed,
  ScopeChangeRouted,
  ScopeChangeApproved,
  ScopeChangeRejected,
  ScopeChangeWithdrawn,
} as const;
