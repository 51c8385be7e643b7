import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { EXPORT_AUDIENCES, EXPORT_FILES, type ExportAudience } from '#interchange';
import { startCheckpointer } from '../../../server/src/proof/start.js';
import { openRuntime, type Runtime } from '../../../server/src/runtime/runtime.js';
import { CliError, EXIT } from '../exit.js';
import { VERIFIER_FILE } from '../export/verifier-file.js';
import { writeExports, type AskedExports, type WrittenExport } from '../export/write-export.js';
import { mustBeInitialised } from '../folder.js';
import { give } from '../output.js';
import { common, type Common } from './options.js';

interface ExportOptions extends Common {
  readonly publiek: readonly ExportAudience[];
  readonly programma?: string;
  readonly naar: string;
}

export function addExportCommand(root: Command): void {
  common(root.command('export'))
    .description('schrijf het logboek met wat één publiek mag lezen, zodat het zonder ons te controleren is')
    .addOption(
      new Option('--publiek <publiek...>', 'voor wie; noem er meer voor exports van hetzelfde moment')
        .choices([...EXPORT_AUDIENCES])
        .makeOptionMandatory(),
    )
    .option('--programma <id>', 'alleen de inhoud van dit programma, zoals d-…')
    .requiredOption('--naar <map>', 'waar de export komt: een map die er nog niet is')
    .action(exportLog);
}

async function exportLog(options: ExportOptions): Promise<void> {
  mustBeInitialised(options.data);
  mustBeFree(options.naar);
  const runtime = await openRuntime({ folder: options.data });
  try {
    const asked = askedOf(options, runtime);
    const checkpointer = startCheckpointer(runtime);
    try {
      await checkpointer.ready;
      tell(options, await writeExports(runtime, checkpointer, asked));
    } finally {
      await checkpointer.stop();
    }
  } finally {
    await runtime.close();
  }
}

function mustBeFree(folder: string): void {
  if (!existsSync(folder)) return;
  throw new CliError(EXIT.input, 'FOLDER_IN_USE', `${folder} bestaat al. Noem een map die er nog niet is.`);
}

function askedOf({ publiek, programma, naar, token }: ExportOptions, { tokens }: Runtime): AskedExports {
  const audiences = [...new Set(publiek)];
  const grant = token === undefined ? undefined : tokens.find(token, new Date().toISOString());
  if (token !== undefined && grant === undefined)
    throw new CliError(EXIT.token, 'TOKEN_INVALID', 'Dit token bestaat niet of geldt niet meer.');
  return {
    exports: audiences.map((audience) => ({ audience, folder: audiences.length === 1 ? naar : join(naar, audience) })),
    verifierFile: VERIFIER_FILE,
    ...(programma === undefined ? {} : { programme: programma }),
    ...(grant === undefined ? {} : { reader: { person: grant.person, role: grant.role } }),
  };
}

function tell(options: ExportOptions, written: readonly WrittenExport[]): void {
  const exports = written.map(({ folder, manifest: { audience, size, vkey, disclosures }, files }) => ({
    map: folder,
    publiek: audience,
    regels: size,
    waarden: disclosures.count,
    bestanden: files,
    controlesleutel: vkey,
  }));
  give(options, exports.length === 1 ? exports[0]! : { exports }, () =>
    [
      ...exports.flatMap(({ map, publiek, regels, waarden, controlesleutel }) => [
        `${regels} regels in ${map}, met ${waarden} waarden die ${publiek} mag lezen.`,
        `Controleren kan zonder dit programma: node ${join(map, EXPORT_FILES.verifier)} ${map} --sleutel '${controlesleutel}'`,
      ]),
      'Geef de sleutel langs een andere weg dan de export.',
    ].join('\n'),
  );
}
