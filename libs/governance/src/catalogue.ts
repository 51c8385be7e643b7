import { coalitionCommands } from './coalition/commands.js';
import { decideCoalition } from './coalition/decide.js';
import { decisionsCommands } from './decisions/commands.js';
import { decideDecisions } from './decisions/decide.js';
import { escalationsCommands } from './escalations/commands.js';
import { decideEscalations } from './escalations/decide.js';
import { framesCommands } from './frames/commands.js';
import { decideFrames } from './frames/decide.js';
import { goLiveCommands } from './go-live/commands.js';
import { decideGoLive } from './go-live/decide.js';
import { journalCommands } from './journal/commands.js';
import { decideJournal } from './journal/decide.js';
import type { CommandClass } from './kernel/command.js';
import { lifecycleCommands } from './lifecycle/commands.js';
import { decideLifecycle } from './lifecycle/decide.js';
import { mandatesCommands } from './mandates/commands.js';
import { decideMandates } from './mandates/decide.js';
import { organisationCommands } from './organisation/commands.js';
import { decideOrganisation } from './organisation/decide.js';
import { scopeCommands } from './scope/commands.js';
import { decideScope } from './scope/decide.js';
import { signalsCommands } from './signals/commands.js';
import { decideSignals } from './signals/decide.js';

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
  ...signalsCommands,
  ...journalCommands,
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
  ...decideSignals,
  ...decideJournal,
];
