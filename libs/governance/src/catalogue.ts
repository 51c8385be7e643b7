import { budgetCommands } from './budget/commands.js';
import { decideBudget } from './budget/decide.js';
import { budgetRefusals } from './budget/refusals.js';
import { coalitionCommands } from './coalition/commands.js';
import { decideCoalition } from './coalition/decide.js';
import { coalitionRefusals } from './coalition/refusals.js';
import { decisionsCommands } from './decisions/commands.js';
import { decideDecisions } from './decisions/decide.js';
import { decisionsRefusals } from './decisions/refusals.js';
import { escalationsCommands } from './escalations/commands.js';
import { decideEscalations } from './escalations/decide.js';
import { escalationsRefusals } from './escalations/refusals.js';
import { framesCommands } from './frames/commands.js';
import { decideFrames } from './frames/decide.js';
import { framesRefusals } from './frames/refusals.js';
import { goLiveCommands } from './go-live/commands.js';
import { decideGoLive } from './go-live/decide.js';
import { goLiveRefusals } from './go-live/refusals.js';
import { informationDutiesCommands } from './information-duties/commands.js';
import { decideInformationDuties } from './information-duties/decide.js';
import { informationDutiesRefusals } from './information-duties/refusals.js';
import { journalCommands } from './journal/commands.js';
import { decideJournal } from './journal/decide.js';
import { journalRefusals } from './journal/refusals.js';
import type { CommandClass } from './kernel/command.js';
import type { Refusal } from './kernel/outcome.js';
import { sharedRefusals } from './kernel/refusals.js';
import { lifecycleCommands } from './lifecycle/commands.js';
import { decideLifecycle } from './lifecycle/decide.js';
import { lifecycleRefusals } from './lifecycle/refusals.js';
import { mandatesCommands } from './mandates/commands.js';
import { decideMandates } from './mandates/decide.js';
import { mandatesRefusals } from './mandates/refusals.js';
import { meetingsCommands } from './meetings/commands.js';
import { decideMeetings } from './meetings/decide.js';
import { meetingsRefusals } from './meetings/refusals.js';
import { organisationCommands } from './organisation/commands.js';
import { decideOrganisation } from './organisation/decide.js';
import { organisationRefusals } from './organisation/refusals.js';
import { processesCommands } from './processes/commands.js';
import { decideProcesses } from './processes/decide.js';
import { processesRefusals } from './processes/refusals.js';
import { recordingRefusals } from './recording.js';
import { scopeCommands } from './scope/commands.js';
import { decideScope } from './scope/decide.js';
import { scopeRefusals } from './scope/refusals.js';
import { secrecyCommands } from './secrecy/commands.js';
import { decideSecrecy } from './secrecy/decide.js';
import { secrecyRefusals } from './secrecy/refusals.js';
import { signalsCommands } from './signals/commands.js';
import { decideSignals } from './signals/decide.js';
import { signalsRefusals } from './signals/refusals.js';

/** Every command of the engine. Routes, OpenAPI, help, glossary and forms are made from this list. */
export const commands: readonly CommandClass[] = [
  ...organisationCommands,
  ...lifecycleCommands,
  ...framesCommands,
  ...coalitionCommands,
  ...mandatesCommands,
  ...decisionsCommands,
  ...scopeCommands,
  ...escalationsCommands,
  ...goLiveCommands,
  ...processesCommands,
  ...budgetCommands,
  ...informationDutiesCommands,
  ...meetingsCommands,
  ...secrecyCommands,
  ...signalsCommands,
  ...journalCommands,
];

/** Every refusal of the domain. The glossary is made from this list; a test finds one that was left out. */
export const refusals: readonly Refusal[] = [
  ...sharedRefusals,
  ...recordingRefusals,
  ...organisationRefusals,
  ...lifecycleRefusals,
  ...framesRefusals,
  ...coalitionRefusals,
  ...mandatesRefusals,
  ...decisionsRefusals,
  ...scopeRefusals,
  ...escalationsRefusals,
  ...goLiveRefusals,
  ...processesRefusals,
  ...budgetRefusals,
  ...informationDutiesRefusals,
  ...meetingsRefusals,
  ...secrecyRefusals,
  ...signalsRefusals,
  ...journalRefusals,
];

export const organisationRules = decideOrganisation;
export const dossierRules = [
  ...decideLifecycle,
  ...decideFrames,
  ...decideCoalition,
  ...decideMandates,
  ...decideDecisions,
  ...decideScope,
  ...decideEscalations,
  ...decideGoLive,
  ...decideProcesses,
  ...decideBudget,
  ...decideInformationDuties,
  ...decideMeetings,
  ...decideSecrecy,
  ...decideSignals,
  ...decideJournal,
];
