import type { DossierEvent, DossierState } from '../dossier.js';

export interface CoalitionState {}
export const initialCoalition = (): CoalitionState => ({});
export function evolveCoalition(_state: CoalitionState, _event: DossierEvent, _whole: DossierState): void {}
