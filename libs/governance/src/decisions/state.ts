import type { DossierEvent, DossierState } from '../dossier.js';

export interface DecisionsState {}
export const initialDecisions = (): DecisionsState => ({});
export function evolveDecisions(_state: DecisionsState, _event: DossierEvent, _whole: DossierState): void {}
