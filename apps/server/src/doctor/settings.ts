import { ConfigurationInvalid, readConfiguration, unknownNames } from '../config/configuration.js';
import { attention, good, wrong, type Check, type Finding } from './check.js';

/** Settings of the environment: all that are wrong, and names that mean nothing. */
export const settings: Check = {
  part: 'instellingen',
  look: async () => {
    const unknown = unknownNames().map(({ name, code }) =>
      attention(code, `${name} bestaat niet.`, 'Zie docs/configuration.md; de server start zo niet.'),
    );
    const findings = [...invalid(), ...unknown];
    return findings.length > 0 ? findings : [good('Alle instellingen zijn juist.')];
  },
};

function invalid(): readonly Finding[] {
  try {
    readConfiguration();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationInvalid)) throw error;
    return error.errors.map(({ name, code, words }) => wrong(code, `${name}: ${words}`, 'Herstel deze instelling.'));
  }
}
