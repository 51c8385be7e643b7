import type { DossierEvent, DossierState } from '../dossier.js';

export interface EscalationsState {}
export const initialEscalations = (): EscalationsState => ({});
export function evolveEscalations(_state: EscalationsState, _event: DossierEvent, _whole: DossierState): void {}
