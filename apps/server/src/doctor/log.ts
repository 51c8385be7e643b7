import { DatabaseSync } from '@photostructure/sqlite';
import { isInitialised, logUrlOf, openLogReader } from '../runtime/open-log.js';
import { withoutPassword } from '../config/urls.js';
import { good, wrong, type Check, type Finding } from './check.js';

/** Whether the log opens for reading, how far it is, and the version of its tables. */
export const log: Check = {
  part: 'logboek',
  look: async ({ folder }) => {
    if (!isInitialised(folder))
      return [
        wrong(
          'NOT_INITIALISED',
          `In ${folder} staat geen logboek.`,
          `Maak er een met: besluitspoor init --data ${folder}`,
        ),
      ];
    const reader = await openLogReader(folder);
    try {
      const { size, lastTime } = await reader.head();
      return [
        good(`${size} regels, laatste van ${lastTime ?? 'nooit'}.`),
        ofEngine(folder),
        ...stopped(reader.haltedBecause),
      ];
    } finally {
      await reader.close();
    }
  },
};

function ofEngine(folder: string): Finding {
  const url = logUrlOf(folder);
  if (url.engine !== 'sqlite') return good(`Staat op EventStoreDB: ${withoutPassword(url.url)}`);
  const db = new DatabaseSync(url.file, { readOnly: true });
  try {
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    return good(`Staat in ${url.file}, versie ${version} van de tabellen.`);
  } finally {
    db.close();
  }
}

function stopped(reason: string | undefined): readonly Finding[] {
  if (reason === undefined) return [];
  return [
    wrong(
      'LOG_HALTED',
      `Dit logboek is stilgezet: ${reason}.`,
      'Zet BESLUITSPOOR_LOG_URL op de plaats waar het verdergaat.',
    ),
  ];
}
