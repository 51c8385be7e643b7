import type { DossierEvent, DossierState } from '../dossier.js';

export interface MandatesState {}
export const initialMandates = (): MandatesState => ({});
export function evolveMandates(_state: MandatesState, _event: DossierEvent, _whole: DossierState): void {}
