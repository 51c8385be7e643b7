import type { Command } from 'commander';
import { Guard } from '../../../server/src/proof/guard.js';
import {
  readTimestampPolicy,
  stamp,
  stampedSizes,
  TimestampRefused,
  verifyStamp,
  type Timestamp,
  type TimestampPolicy,
} from '../../../server/src/proof/timestamps.js';
import { guardFileOf } from '../../../server/src/runtime/runtime.js';
import { CliError, EXIT } from '../exit.js';
import { mustBeInitialised } from '../folder.js';
import { give } from '../output.js';
import { dataOption, jsonOption } from './options.js';

interface TimestampOptions {
  readonly data: string;
  readonly json: boolean;
  readonly controleer: boolean;
}

/** Has the last signed checkpoint stamped by an authority (RFC 3161). Runs beside a server at work. */
export function addTimestampCommand(root: Command): void {
  root
    .command('timestamp')
    .description('vraag een tijdstempel voor het laatste controlepunt, of controleer alle tijdstempels')
    .option('--controleer', 'vraag niets, maar controleer alle bewaarde tijdstempels', false)
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (options: TimestampOptions) => {
      mustBeInitialised(options.data);
      const policy = readTimestampPolicy(options.data);
      if (policy === undefined)
        throw new CliError(
          EXIT.input,
          'TSA_NOT_CONFIGURED',
          'Er is geen tijdstempeldienst ingesteld. Zet het adres en de certificaten in timestamps.json; zie docs/witness.md.',
        );
      if (options.controleer) await checkAll(options, policy);
      else await stampLast(options, policy);
    });
}

async function stampLast(options: TimestampOptions, policy: TimestampPolicy): Promise<void> {
  const guard = new Guard(guardFileOf(options.data));
  try {
    const signed = guard.read();
    if (signed === undefined)
      throw new CliError(EXIT.unavailable, 'NOT_SIGNED', 'Er is nog niets ondertekend: dat doet de server.');
    const { size, time } = await stamp(policy, options.data, signed, new AbortController().signal);
    give(options, { regels: size, tijd: time }, () => `${size} regels bestonden op ${time}, zegt ${policy.url}.`);
  } catch (error) {
    throw error instanceof TimestampRefused ? new CliError(EXIT.unavailable, error.code, error.message) : error;
  } finally {
    guard.close();
  }
}

async function checkAll(options: TimestampOptions, policy: TimestampPolicy): Promise<void> {
  const good: Timestamp[] = [];
  const findings: { readonly regels: number; readonly bevinding: string }[] = [];
  for (const size of stampedSizes(options.data)) {
    try {
      good.push(await verifyStamp(policy, options.data, size));
    } catch (error) {
      if (!(error instanceof TimestampRefused)) throw error;
      findings.push({ regels: size, bevinding: error.message });
    }
  }
  if (findings.length > 0) process.exitCode = EXIT.unavailable;
  const stamps = good.map(({ size, time }) => ({ regels: size, tijd: time }));
  give(options, { tijdstempels: stamps, bevindingen: findings }, () =>
    [
      ...stamps.map(({ regels, tijd }) => `✓ ${regels} regels op ${tijd}`),
      ...findings.map(({ regels, bevinding }) => `✗ ${regels} regels: ${bevinding}`),
      ...(stamps.length + findings.length === 0 ? ['Er zijn nog geen tijdstempels.'] : []),
    ].join('\n'),
  );
}
