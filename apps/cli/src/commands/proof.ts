import type { Command } from 'commander';
import type { Checkpointer } from '../../../server/src/proof/checkpointer.js';
import { publish } from '../../../server/src/proof/publish.js';
import { startCheckpointer } from '../../../server/src/proof/start.js';
import { isInitialised } from '../../../server/src/runtime/open-log.js';
import { openRuntime } from '../../../server/src/runtime/runtime.js';
import { CliError, EXIT } from '../exit.js';
import { give } from '../output.js';
import { dataOption, jsonOption } from './options.js';

const COSIGN_WITHIN_MS = 10_000;

interface LocalOptions {
  readonly data: string;
  readonly json: boolean;
}
const local = (command: Command): Command => command.addOption(dataOption()).addOption(jsonOption());

/** The log as anybody can check it. */
export function addProofCommands(root: Command): void {
  local(root.command('publish').argument('<map>', 'waar de bestanden komen, zoals een usb-stick'))
    .description('schrijf het logboek als bestanden die iedereen met eigen gereedschap kan controleren')
    .action(publishLog);
}

function mustExist(folder: string): void {
  if (!isInitialised(folder))
    throw new CliError(
      EXIT.input,
      'NOT_INITIALISED',
      `In ${folder} staat nog geen logboek. Maak er een met: besluitspoor init`,
    );
}

async function publishLog(folder: string, options: LocalOptions): Promise<void> {
  mustExist(options.data);
  const runtime = await openRuntime({ folder: options.data });
  let checkpointer: Checkpointer | undefined;
  try {
    checkpointer = startCheckpointer(runtime);
    await checkpointer.ready;
    const signed = checkpointer.checkpoint;
    // The witnesses get a moment; without them the log's own signature is on it.
    if (signed !== undefined) await checkpointer.cosigners.reached(signed.size, COSIGN_WITHIN_MS);
    const { shown } = checkpointer;
    const { vkey, failure } = checkpointer.status();
    // What is not the log that was signed is not given to anybody.
    if (shown === undefined || failure !== undefined)
      throw new CliError(EXIT.unavailable, 'NOT_SIGNED', failure ?? 'Het logboek is leeg.');
    const published = await publish(folder, runtime.log, checkpointer.tree, shown.note);
    give(options, { map: folder, regels: published.size, bestanden: published.files, controlesleutel: vkey }, () =>
      [
        `${published.size} regels in ${folder}; ${published.files} bestanden geschreven.`,
        `Wie controleert heeft deze sleutel nodig, langs een andere weg: ${vkey}`,
      ].join('\n'),
    );
  } finally {
    await checkpointer?.stop();
    await runtime.close();
  }
}
