import { LogUnavailable } from '#event-log';
import type { OrganisationState } from '#governance';
import type { EngineOptions } from './recorder.js';

/**
 * Erases what is kept of a person: the sealed values and then the key. The entries stay as they are, with a digest
 * that nobody can open (AVG 17). The act that orders it stands in the log first, so that an erasure that was cut off is
 * taken up again; it is complete when backups of the key file have expired too.
 */
export async function erasePerson(
  person: string,
  { log, vault, writer }: Pick<EngineOptions, 'log' | 'vault' | 'writer'>,
): Promise<void> {
  const ref = { kind: 'person', id: person } as const;
  const keyId = vault.keyIdOf(ref);
  if (keyId !== undefined) await log.removeGroups(keyId);
  const scrubbed = vault.destroyKey(ref);
  writer?.forgetKeys();
  if (scrubbed) return;
  throw new LogUnavailable(
    'LOG_IO',
    'De gegevens en de sleutel zijn gewist, maar een ander programma leest nog mee en houdt een kopie vast. ' +
      'Sluit dat programma en start Besluitspoor opnieuw.',
  );
}

/** Does what was ordered and not finished, when the process ended half-way. */
export async function finishErasures(organisation: OrganisationState, options: EngineOptions): Promise<void> {
  for (const [person, { shredded }] of organisation.persons) {
    if (shredded && options.vault.keyIdOf({ kind: 'person', id: person }) !== undefined)
      await erasePerson(person, options);
  }
}
