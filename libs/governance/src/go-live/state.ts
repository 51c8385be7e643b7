import type { DossierEvent, DossierState } from '../dossier.js';

export interface GoLiveState {}
export const initialGoLive = (): GoLiveState => ({});
export function evolveGoLive(_state: GoLiveState, _event: DossierEvent, _whole: DossierState): void {}
