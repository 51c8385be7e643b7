import type { Parts, ReadModel } from '../read-model.js';
import { collegeReport } from './college-report.js';
import { completeness } from './completeness.js';
import { councilAnnex } from './council-annex.js';
import { councilReport } from './council-report.js';
import { decisionRegister } from './decision-register.js';
import { escalationLadder } from './escalation-ladder.js';
import { goLiveCalendar } from './go-live-calendar.js';
import { whoKnewWhat } from './who-knew-what.js';
import { scopeHistory } from './scope-history.js';
import { signalHealth } from './signal-health.js';
import { timeline } from './timeline.js';

/** The views of one dossier; the runner keeps their documents without knowing what is in them. */
export const readModels = [
  collegeReport,
  councilReport,
  decisionRegister,
  escalationLadder,
  scopeHistory,
  goLiveCalendar,
] as unknown as readonly ReadModel<unknown, unknown>[];

/** What a kept document has to be read with to be whole. */
export const partsOf = (model: string): Parts => readModels.find(({ name }) => name === model)?.made?.parts ?? {};

/** Views of one dossier that few ask for: folded on request, which takes milliseconds, and kept nowhere. */
export const viewsOnRequest = [
  whoKnewWhat,
  councilAnnex,
  completeness,
  timeline,
  signalHealth,
] as unknown as readonly ReadModel<unknown, unknown>[];
