import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { MoveRefused } from '#event-log';
import { fromEnvironment } from '../../../server/src/config/configuration.js';
import { logId as logIdKind, WrongValue, type Kind } from '../../../server/src/config/kinds.js';
import { logUrl, storeUrl } from '../../../server/src/config/urls.js';
import { migrateLog, type Migrated } from '../../../server/src/migrate/migrate.js';
import { FILES } from '../../../server/src/runtime/files.js';
import { guardFileOf } from '../../../server/src/runtime/runtime.js';
import { CliError, EXIT } from '../exit.js';
import { give, progress } from '../output.js';
import { dataOption, jsonOption } from './options.js';

interface MigrateCommandOptions {
  readonly from: string;
  readonly to: string;
  readonly verzegeld?: string;
  readonly logId?: string;
  readonly data: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Moves the log to the other engine; it stays the same log. */
export function addMigrateCommand(root: Command): void {
  const address = 'sqlite:BESTAND of esdb://…, of @BESTAND waarin het adres staat';
  root
    .command('migrate')
    .description('verhuis het logboek naar EventStoreDB of terug: dezelfde regels, dezelfde volgorde, dezelfde wortel')
    .requiredOption('--from <adres>', `waar het logboek staat: ${address}`)
    .requiredOption('--to <adres>', `waar het komt te staan: ${address}`)
    .addOption(
      new Option(
        '--verzegeld <adres>',
        'waar de verzegelde waarden staan bij het logboek op EventStoreDB: sqlite:BESTAND, postgres://… of @BESTAND; anders BESLUITSPOOR_SEALED_URL',
      ),
    )
    .addOption(new Option('--log-id <naam>', 'welk logboek op EventStoreDB; anders BESLUITSPOOR_LOG_ID'))
    .option('--dry-run', 'kijk alleen of het kan en hoe ver een eerdere keer kwam; verander niets', false)
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(migrate);
}

async function migrate(options: MigrateCommandOptions): Promise<void> {
  const { data, dryRun } = options;
  if (!existsSync(join(data, FILES.keys)))
    throw new CliError(
      EXIT.input,
      'NOT_INITIALISED',
      `In ${data} staan de sleutels van het logboek niet. Noem met --data de map van dit logboek.`,
    );
  const from = read('--from', logUrl, options.from);
  const to = read('--to', logUrl, options.to);
  const sealed =
    options.verzegeld === undefined ? fromEnvironment('sealed') : read('--verzegeld', storeUrl, options.verzegeld);
  const logId = options.logId === undefined ? fromEnvironment('logId') : read('--log-id', logIdKind, options.logId);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  try {
    const migrated = await migrateLog({
      ...{ from, to, sealed, logId, dryRun },
      guardFile: guardFileOf(data),
      signal: stopping.signal,
      onProgress: (what, done, total) => progress(what, total)(done),
    });
    give(options, asJson(migrated, options), () => inWords(migrated, options).join('\n'));
  } catch (error) {
    throw error instanceof MoveRefused ? new CliError(exitOf(error), error.code, error.message) : error;
  } finally {
    process.off('SIGINT', stop);
  }
}

/** An address may hold a password, which a file keeps out of the list of processes. */
function read<T>(flag: string, kind: Kind<T>, text: string): T {
  try {
    return kind.read(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8').trim() : text);
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    throw new CliError(EXIT.input, error.code, `${flag}: ${error.message}`);
  }
}

const EXITS: Readonly<Partial<Record<MoveRefused['code'], number>>> = {
  MIGRATE_SAME_ENGINE: EXIT.input,
  MIGRATE_SEALED_MISSING: EXIT.input,
  MIGRATE_SOURCE_EMPTY: EXIT.input,
  MIGRATE_DIFFERS: EXIT.wrong,
  MIGRATE_SOURCE_FORKED: EXIT.wrong,
  MIGRATE_SOURCE_OLDER: EXIT.wrong,
  INTERRUPTED: EXIT.interrupted,
};
const exitOf = ({ code }: MoveRefused): number => EXITS[code] ?? EXIT.refused;

const asJson = (migrated: Migrated, { dryRun }: MigrateCommandOptions): object => ({
  van: migrated.from,
  naar: migrated.to,
  proef: dryRun,
  regels: migrated.size,
  wortel: migrated.root.toString('hex'),
  stondErAl: migrated.found,
  opnieuwVerzegeld: migrated.resealed,
  ondertekend: migrated.signed ?? 0,
});

function inWords(migrated: Migrated, { dryRun }: MigrateCommandOptions): readonly string[] {
  const { from, to, size, found, resealed, signed } = migrated;
  const held = found === 0 ? [] : [`In ${to} stonden al ${found} van deze regels; die zijn vergeleken.`];
  if (dryRun)
    return [
      `Verhuizen kan: ${size} regels van ${from} naar ${to}.`,
      ...held,
      'Dit was een proef: er is niets veranderd.',
    ];
  const root = migrated.root.toString('hex');
  return [
    `${size} regels verhuisd van ${from} naar ${to}, en daar nagerekend. De wortel is gelijk: ${root}`,
    ...held,
    ...(resealed === 0
      ? []
      : [`Van ${resealed} regels waren de verzegelde waarden intussen veranderd; die zijn bijgewerkt.`]),
    signed === undefined
      ? 'Er was nog niets ondertekend.'
      : `Wat is ondertekend (${signed} regels) blijft gelden: het is hetzelfde logboek, met dezelfde sleutel.`,
    `${from} is stilgezet: daar wordt niets meer vastgelegd, en lezen kan nog.`,
    'Zet nu BESLUITSPOOR_LOG_URL op de nieuwe plaats (en BESLUITSPOOR_SEALED_URL alleen als die op EventStoreDB is), start de server en draai: besluitspoor doctor',
  ];
}
