import { resolve } from 'node:path';
import type { Command } from 'commander';
import { restoreBackup, type Restored } from '../../../server/src/backup/restore.js';
import { fromEnvironment } from '../../../server/src/config/configuration.js';
import { FILES } from '../../../server/src/runtime/files.js';
import { CliError, EXIT } from '../exit.js';
import { give } from '../output.js';
import { inWords } from './backup.js';
import { jsonOption } from './options.js';

interface RestoreCommandOptions {
  readonly to: string;
  readonly geheimen: string;
  readonly bewaker?: string;
  readonly mirror?: readonly string[];
  readonly opvolger: boolean;
  readonly oorzaak?: string;
  readonly json: boolean;
}

const collect = (folder: string, before: readonly string[] = []): readonly string[] => [...before, folder];

/** Makes a data folder of a backup, and never lets a log sign a second history. */
export function addRestoreCommand(root: Command): void {
  root
    .command('restore')
    .argument('<reservekopie>', 'de map die besluitspoor backup heeft gemaakt')
    .description('zet een reservekopie terug, als zij alles heeft wat ooit is ondertekend; anders: zeg wat er kan')
    .requiredOption('--to <map>', 'de nieuwe gegevensmap: een map die er nog niet is, of leeg is')
    .requiredOption('--geheimen <map>', `map met ${FILES.masterKey} en ${FILES.logKey}, uit uw eigen bewaarplaats`)
    .option('--bewaker <bestand>', `de bewaker (${FILES.guard}) die is overgebleven; anders BESLUITSPOOR_GUARD`)
    .option('--mirror <map>', 'spiegel of export waaruit ontbrekende regels komen; mag vaker', collect)
    .option('--opvolger', 'ga verder als een nieuw logboek dat dit logboek opvolgt', false)
    .option('--oorzaak <tekst>', 'waarom het wordt opgevolgd; staat voor iedereen leesbaar in het logboek')
    .addOption(jsonOption())
    .action((backup: string, options: RestoreCommandOptions) => inWords(() => restore(backup, options)));
}

async function restore(backup: string, options: RestoreCommandOptions): Promise<void> {
  const { opvolger, oorzaak } = options;
  if (opvolger !== (oorzaak !== undefined))
    throw new CliError(EXIT.input, 'RESTORE_CAUSE_MISSING', 'De opties --opvolger en --oorzaak horen bij elkaar.');
  const stopping = new AbortController();
  const restored = await restoreBackup({
    backup,
    target: options.to,
    secrets: options.geheimen,
    guard: guardOf(options),
    mirrors: options.mirror ?? [],
    ...(oorzaak === undefined ? {} : { successor: { cause: oorzaak } }),
    signal: stopping.signal,
  });
  give(options, asJson(options.to, restored), () => wordsOf(options.to, restored));
}

/** The guard that is configured for this machine, on another disk than the data, stays where it is. */
function guardOf({ bewaker }: RestoreCommandOptions): { readonly file: string; readonly stays: boolean } | undefined {
  const configured = fromEnvironment('guard');
  const file = bewaker ?? configured;
  if (file === undefined) return undefined;
  return { file: resolve(file), stays: configured !== undefined && resolve(file) === resolve(configured) };
}

const asJson = (folder: string, restored: Restored): object => ({
  map: folder,
  regels: restored.size,
  naam: restored.origin,
  controlesleutel: restored.vkey,
  uitSpiegel: restored.recovered,
  sleutelsVernietigd: restored.keysDestroyed,
  bekend: restored.outside.known.map(({ by, size }) => ({ bij: by, regels: size })),
  zwijgendeGetuigen: restored.outside.silent,
  ...(restored.succeeds === undefined
    ? {}
    : {
        volgtOp: {
          naam: restored.succeeds.origin,
          ondertekend: restored.succeeds.signed,
          behouden: restored.succeeds.kept,
        },
      }),
});

function wordsOf(folder: string, restored: Restored): string {
  const { succeeds, recovered, keysDestroyed, outside } = restored;
  return [
    `${restored.size} regels teruggezet in ${folder}.`,
    ...outside.known.map(({ by, size }) => `Bekend bij ${by}: ${size} ondertekende regels.`),
    ...outside.silent.map((name) => `Getuige ${name} liet niets zien.`),
    ...(recovered > 0
      ? [
          `${recovered} regels komen uit een spiegel. Hun bytes zijn terug; wat daarin was afgeschermd is verloren en staat er als gewist.`,
        ]
      : []),
    ...(keysDestroyed > 0 ? [`${keysDestroyed} sleutels van gewiste personen zijn opnieuw vernietigd.`] : []),
    ...(succeeds === undefined ? [] : successionWords(restored, succeeds)),
  ].join('\n');
}

const successionWords = (
  { origin, vkey }: Restored,
  { origin: before, signed, kept }: NonNullable<Restored['succeeds']>,
): readonly string[] => [
  `Dit is een nieuw logboek: ${origin}. Het volgt ${before} op, waarvan ${signed} regels waren ondertekend en ${kept} zijn behouden.`,
  `Geef iedereen die controleert, en elke getuige, de nieuwe sleutel: ${vkey}`,
  'Wissingen die na de reservekopie zijn gedaan en niet zijn teruggehaald, staan er niet meer in. Doe ze opnieuw, uit uw eigen register.',
  'Stond de bewaker met BESLUITSPOOR_GUARD op een andere schijf? Laat die naar een nieuw bestand wijzen.',
];
