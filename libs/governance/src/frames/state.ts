import type { DossierEvent, DossierState } from '../dossier.js';

export interface FramesState {}
export const initialFrames = (): FramesState => ({});
export function evolveFrames(_state: FramesState, _event: DossierEvent, _whole: DossierState): void {}
