import { isInForce } from '../decisions/state.js';
import type { DossierState } from '../dossier.js';

/** How far the programme is with one step of its template, as far as its own acts show. */
export interface TemplateStep {
  readonly number: number;
  readonly step: string;
  /** The first day on which an act shows the step was taken. */
  readonly doneOn: string | undefined;
  /** Later steps were taken first, from this day on. */
  readonly passedOn: string | undefined;
  /** The decision that says the step is left out: one with the topic `stap-<number>`. */
  readonly leftOutBy: string | undefined;
}

type Fact = (state: DossierState) => string | undefined;
/** Words in a step, and the act that shows it was taken. A step with none of these words cannot be judged. */
const FACTS: readonly (readonly [word: string, fact: Fact])[] = [
  ['urgentie', (state) => state.lifecycle.urgency?.on],
  ['coalitie', (state) => state.coalition.formedOn],
  ['kaders', (state) => state.frames.history[0]?.on],
  ['scope', (state) => state.scope.baselines[0]?.setOn],
  ['projectgroep', (state) => [...state.coalition.members.values()][0]?.from],
  ['livegang', (state) => first([...state.goLive.all.values()].map(({ liveOn }) => liveOn))],
  ['verankering', (state) => first([...state.lifecycle.anchored.values()])],
  ['verkenning', (state) => phaseOn(state, 'Verkenning')],
  ['voorbereiding', (state) => phaseOn(state, 'Voorbereiding')],
  ['uitvoering', (state) => phaseOn(state, 'Uitvoering')],
  ['nazorg', (state) => phaseOn(state, 'Nazorg')],
];
const first = (days: readonly (string | undefined)[]): string | undefined =>
  days.filter((day) => day !== undefined).sort()[0];
const phaseOn = (state: DossierState, phase: string): string | undefined =>
  state.lifecycle.phases.find((each) => each.phase === phase)?.from;
const factOf = (step: string): Fact | undefined =>
  FACTS.find(([word]) => step.toLocaleLowerCase('nl').includes(word))?.[1];

/** The steps of the last applied template beside what was done: where the programme deviates is shown (S1-29, S3-19). */
export function templateSteps(state: DossierState): readonly TemplateStep[] {
  const template = state.lifecycle.templates.at(-1);
  const steps = (template?.steps ?? []).map((step) => ({ step, fact: factOf(step), doneOn: factOf(step)?.(state) }));
  return steps.map(({ step, fact, doneOn }, index) => {
    const laterDone = first(steps.slice(index + 1).map((each) => each.doneOn));
    const passed = fact !== undefined && doneOn === undefined ? laterDone : undefined;
    return {
      number: index + 1,
      step,
      doneOn,
      passedOn: passed === undefined ? undefined : latest(passed, template!.on),
      leftOutBy: decisionOn(state, `stap-${index + 1}`),
    };
  });
}
const latest = (a: string, b: string): string => (a > b ? a : b);
const decisionOn = (state: DossierState, topic: string): string | undefined =>
  [...state.decisions.decisions.values()].find((decision) => isInForce(decision) && decision.topics.includes(topic))
    ?.decisionId;
