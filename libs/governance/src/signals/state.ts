import type { DossierEvent, DossierState } from '../dossier.js';

export interface SignalsState {}
export const initialSignals = (): SignalsState => ({});
export function evolveSignals(_state: SignalsState, _event: DossierEvent, _whole: DossierState): void {}
