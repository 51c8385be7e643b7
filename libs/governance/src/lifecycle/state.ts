import type { DossierEvent, DossierState } from '../dossier.js';

export interface LifecycleState {}
export const initialLifecycle = (): LifecycleState => ({});
export function evolveLifecycle(_state: LifecycleState, _event: DossierEvent, _whole: DossierState): void {}
