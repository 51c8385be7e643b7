import { templateSteps } from '../lifecycle/template.js';
import { raise, type Signal, type Situation } from './situation.js';

/** Steps of the template that were passed by without a decision that says so (S1-29, S3-19). */
export function skippedSteps({ state }: Situation): readonly Signal[] {
  return templateSteps(state).flatMap(({ number, step, passedOn, leftOutBy }) => {
    if (passedOn === undefined || leftOutBy !== undefined) return [];
    const detail = `Stap ${number} (${step}) is overgeslagen, terwijl een latere stap wel is gezet.`;
    return [raise('STAP_OVERGESLAGEN', passedOn, detail, `stap-${number}`)];
  });
}
