import type { CoalitionRole } from '../kernel/roles.js';
import { daysBetween, dutchDay, plusDays } from '../kernel/time.js';
import { holderOf } from '../lifecycle/facts.js';
import { chainOf, isValidOn, type Mandate } from '../mandates/state.js';
import { isMemberOf } from '../organisation/state.js';
import { currentBaseline } from '../scope/state.js';
import { roleGaps } from './gaps.js';
import { later, raise, since, type Signal, type Situation } from './situation.js';

const MANDATED: readonly CoalitionRole[] = ['BO', 'AO', 'projectleider'];

/** Who is missing, and who holds two roles that should watch each other. */
export function roles(situation: Situation): readonly Signal[] {
  const { state, day } = situation;
  const signals: Signal[] = [];
  const vacantSince = (role: CoalitionRole): string => roleGaps(state, role, plusDays(day, 1)).at(-1)?.from ?? day;
  const held = (role: CoalitionRole): boolean => holderOf(state, role, day) !== undefined;
  if (held('AO') && !held('BO')) {
    const from = vacantSince('BO');
    const detail = `Sinds ${dutchDay(from)} (${daysBetween(from, day)} dagen) is er geen bestuurlijk opdrachtgever.`;
    signals.push(raise('ALLEEN_AMBTELIJK_OPDRACHTGEVER', from, detail));
  }
  if (!held('AO')) {
    const from = vacantSince('AO');
    const detail = `Sinds ${dutchDay(from)} is er geen ambtelijk opdrachtgever.`;
    signals.push(raise('GEEN_AMBTELIJK_OPDRACHTGEVER', from, detail));
  }
  if (!held('projectleider')) {
    const from = vacantSince('projectleider');
    signals.push(raise('GEEN_PROJECTLEIDER', from, `Sinds ${dutchDay(from)} is er geen projectleider.`));
  }
  return [...signals, ...conflicts(situation)];
}

interface Conflict {
  readonly subject: string;
  readonly roles: readonly CoalitionRole[];
  readonly detail: string;
  readonly holds: (day: string) => boolean;
}

function conflicts({ state, organisation, day }: Situation): readonly Signal[] {
  const held = (role: CoalitionRole, on: string): string | undefined => holderOf(state, role, on);
  const inCollege = (role: CoalitionRole, on: string): boolean | undefined => {
    const person = held(role, on);
    return person === undefined ? undefined : isMemberOf(organisation, person, 'college', on);
  };
  const all: readonly Conflict[] = [
    {
      subject: 'AO-projectleider',
      roles: ['AO', 'projectleider'],
      detail: 'De ambtelijk opdrachtgever is ook projectleider.',
      holds: (on) => held('AO', on) !== undefined && held('AO', on) === held('projectleider', on),
    },
    {
      subject: 'BO',
      roles: ['BO'],
      detail: 'De bestuurlijk opdrachtgever is geen lid van het college.',
      holds: (on) => inCollege('BO', on) === false,
    },
    {
      subject: 'AO',
      roles: ['AO'],
      detail: 'De ambtelijk opdrachtgever is lid van het college.',
      holds: (on) => inCollege('AO', on) === true,
    },
  ];
  const accepted = (conflict: Conflict): boolean =>
    state.coalition.acceptedConflicts.some(
      ({ roles: named, from, until }) =>
        from <= day && day <= until && conflict.roles.every((role) => named.includes(role)),
    );
  return all
    .filter((conflict) => conflict.holds(day) && !accepted(conflict))
    .map(({ subject, detail, holds }) => raise('ROLCONFLICT', since(day, holds), detail, subject));
}

/** A role without any power to decide, and a mandate that will soon end. */
export function mandates({ state, policy, calendar, day }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  const all = state.mandates.mandates;
  const validOn = (mandate: Mandate, on: string): boolean => chainOf(all, mandate).every((link) => isValidOn(link, on));
  for (const role of MANDATED) {
    const own = [...all.values()].filter(({ grantee }) => grantee === role);
    const without = (on: string): boolean =>
      holderOf(state, role, on) !== undefined && !own.some((mandate) => validOn(mandate, on));
    if (!without(day)) continue;
    const from = since(day, without);
    const detail = `${role} heeft sinds ${dutchDay(from)} geen geldig mandaat.`;
    signals.push(raise('MANDAAT_ONTBREEKT', from, detail, role));
  }
  for (const mandate of all.values()) {
    const { mandateId, grantee, validUntil } = mandate;
    if (validUntil === undefined || !validOn(mandate, day)) continue;
    const ends = (on: string): boolean =>
      validOn(mandate, on) && calendar.workingDaysBetween(on, validUntil) < policy.mandateExpiresSoonDays;
    if (!ends(day)) continue;
    const detail = `Het mandaat van ${grantee} eindigt op ${dutchDay(validUntil)}.`;
    signals.push(raise('MANDAAT_VERLOOPT', since(day, ends), detail, mandateId));
  }
  return signals;
}

/** Is the political commitment fresh, and does the ambtelijk opdrachtgever still hear what happens? */
export function commitment({ state, organisation, policy, day }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  const { commitment: last, briefedOn, tenures } = state.coalition;
  const start = state.lifecycle.initiatedOn ?? day;
  const base = last?.on ?? start;
  const reasons: [from: string, why: string][] = [];
  if (last?.confirmed === false) reasons.push([last.on, `het is op ${dutchDay(last.on)} ingetrokken`]);
  for (const election of organisation.elections) {
    if (base < election && election <= day) reasons.push([election, `op ${dutchDay(election)} waren er verkiezingen`]);
  }
  for (const { role, from } of tenures) {
    const portfolio = role === 'BO' && last !== undefined && base < from && from <= day;
    if (portfolio) reasons.push([from, `sinds ${dutchDay(from)} is er een andere bestuurlijk opdrachtgever`]);
  }
  const lapses = plusDays(base, policy.commitmentRenewDays + 1);
  if (lapses <= day) reasons.push([lapses, `het is langer dan ${policy.commitmentRenewDays} dagen geleden`]);
  const [first] = reasons.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  if (first !== undefined) {
    const said = last === undefined ? 'nog niet bevestigd' : `voor het laatst geuit op ${dutchDay(last.on)}`;
    signals.push(raise('COMMITMENT_VEROUDERD', first[0], `Het bestuurlijk commitment is ${said}; ${first[1]}.`));
  }
  const tenure = tenures.findLast(
    ({ role, from, until }) => role === 'AO' && from <= day && (until === undefined || day < until),
  );
  if (tenure !== undefined) {
    const heard = later(briefedOn.get('AO') ?? start, later(tenure.from, start));
    const from = plusDays(heard, policy.sponsorBriefingDays + 1);
    const detail = `De ambtelijk opdrachtgever is sinds ${dutchDay(heard)} niet bijgepraat.`;
    if (from <= day) signals.push(raise('AO_NIET_GEBRIEFD', from, detail));
  }
  return signals;
}

/** The project group: does it mirror the teams, has it what the phase asks, and is it clear who answers for what? */
export function projectGroup({ state, day }: Situation): readonly Signal[] {
  const signals: Signal[] = [];
  const { teams, members, responsibilities, principlesOn } = state.coalition;
  const baseline = currentBaseline(state.scope);
  const affected = new Set((baseline?.items ?? []).map(({ team }) => team).filter((team) => team !== undefined));
  const missing = [...affected].filter((team) => !teams.has(team));
  if (baseline !== undefined && missing.length > 0) {
    const percent = Math.floor(((affected.size - missing.length) * 100) / affected.size);
    const detail = `De projectgroep dekt ${percent}% van de geraakte teams; het mist ${missing.join(', ')}.`;
    signals.push(raise('PROJECTGROEP_GEEN_AFSPIEGELING', baseline.setOn, detail));
  }
  const phase = state.lifecycle.phases.at(-1);
  const expert = [...members.values()].some(
    (member) => member.phase === phase?.phase && member.expertise !== undefined && member.until === undefined,
  );
  if (phase !== undefined && members.size > 0 && !expert) {
    const detail = `Voor de fase ${phase.phase} is de projectgroep niet aangevuld met specifieke kennis.`;
    signals.push(raise('FASE_ZONDER_KENNIS', phase.from, detail, phase.phase));
  }
  for (const [deliverable, { since: named, accountable }] of responsibilities) {
    if (accountable.length === 1) continue;
    const detail = `Voor ${deliverable} zijn er ${accountable.length} eindverantwoordelijken; het moet er één zijn.`;
    const from = accountable[1]?.on ?? named;
    signals.push(raise('VERANTWOORDELIJKHEID_ONDUIDELIJK', from, detail, deliverable));
  }
  if (principlesOn === undefined) {
    const from = state.lifecycle.initiatedOn ?? day;
    signals.push(raise('GEEN_SAMENWERKINGSPRINCIPES', from, 'Er zijn nog geen samenwerkingsprincipes vastgesteld.'));
  }
  return signals;
}
