import type { DossierEvent, DossierState } from '../dossier.js';

export interface JournalState {}
export const initialJournal = (): JournalState => ({});
export function evolveJournal(_state: JournalState, _event: DossierEvent, _whole: DossierState): void {}
