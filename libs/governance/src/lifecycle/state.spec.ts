import { given } from '../kernel/test-kit.js';
import { PhaseEntered, ProgrammeClosed, ProgrammeInitiated, ProgrammePaused, ProgrammeResumed } from './events.js';
import { stateOf } from './state.js';

const started = ProgrammeInitiated.of({ name: 'n', objective: 'o', mode: 'getrapt' });
const phase = PhaseEntered.of({ phase: 'Uitvoering' });
const paused = ProgrammePaused.of({ reason: 'informatieplicht', explanation: 'e' });
const resumed = ProgrammeResumed.of({ explanation: 'e' });
const closed = ProgrammeClosed.of({ statement: 's' });

it.each([
  ['Nog niet gestart', []],
  ['Verkenning', [started]],
  ['Uitvoering', [started, phase]],
  ['Gepauzeerd', [started, phase, paused]],
  ['Uitvoering', [started, phase, paused, resumed]],
  ['Gesloten', [started, phase, closed]],
])('calls the programme %s', (name, events) => expect(stateOf(given(...events).lifecycle)).toBe(name));
