import type { DossierEvent, DossierState } from '../dossier.js';

export interface ScopeState {}
export const initialScope = (): ScopeState => ({});
export function evolveScope(_state: ScopeState, _event: DossierEvent, _whole: DossierState): void {}
