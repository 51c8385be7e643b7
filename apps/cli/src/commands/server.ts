import { join } from 'node:path';
import type { Command } from 'commander';
import { audienceOf, MAX_TOKEN_DAYS, Tokens } from '#access';
import { AUDIENCES, kinds, ROLES, type Audience, type Role } from '#governance';
import { ConfigurationInvalid, fromEnvironment, unknownNames } from '../../../server/src/config/configuration.js';
import { openLogKey } from '../../../server/src/proof/log-key.js';
import { FILES } from '../../../server/src/runtime/files.js';
import { sourceOf } from '../../../server/src/runtime/log-source.js';
import { openRuntime } from '../../../server/src/runtime/runtime.js';
import { serve } from '../../../server/src/serve.js';
import { CliError, EXIT } from '../exit.js';
import { recordVerifier } from '../export/verifier-file.js';
import { mustBeInitialised, mustBeNew, portOf } from '../folder.js';
import { give } from '../output.js';
import { dataOption, jsonOption, settingOption } from './options.js';

const MS_PER_DAY = 86_400_000;
const DEFAULT_DAYS = 90;

interface LocalOptions {
  readonly data: string;
  readonly json: boolean;
}
const local = (command: Command): Command => command.addOption(dataOption()).addOption(jsonOption());

/** Setting up, serving and tokens. */
export function addServerCommands(root: Command): void {
  local(root.command('init')).description('maak een nieuw logboek').addOption(settingOption('oin')).action(init);
  local(root.command('serve'))
    .description('start de server')
    .addOption(settingOption('host'))
    .addOption(settingOption('port'))
    .addOption(settingOption('metricsHost'))
    .addOption(settingOption('metricsPort'))
    .action(startServing);
  const token = root.command('token').description('toegang: tokens maken, tonen en intrekken');
  local(token.command('maak'))
    .description('maak een token; het wordt één keer getoond')
    .requiredOption('--persoon <id>', 'wie (een verwijzing, geen naam)')
    .requiredOption('--functie <functie>', `in welke functie: ${ROLES.join(', ')}`)
    .option('--publiek <publiek>', `wat deze mag lezen: ${AUDIENCES.join(', ')}`)
    .option('--dagen <dagen>', 'hoe lang geldig', String(DEFAULT_DAYS))
    .action(makeToken);
  local(token.command('lijst'))
    .description('toon welke tokens er zijn')
    .action((options: LocalOptions) =>
      withTokens(options, (tokens) =>
        give(options, tokens.list(), () =>
          tokens
            .list()
            .map(
              ({ id, person, role, expiresAt, revokedAt }) =>
                `${id}  ${role}  ${person}  ${revokedAt === undefined ? `tot ${expiresAt}` : `ingetrokken ${revokedAt}`}`,
            )
            .join('\n'),
        ),
      ),
    );
  local(token.command('intrekken').argument('<id>', 'het nummer van het token'))
    .description('trek een token in; het is meteen niets meer waard')
    .action((id: string, options: LocalOptions) =>
      withTokens(options, (tokens) => {
        if (!tokens.revoke(id, new Date().toISOString()))
          throw new CliError(EXIT.input, 'TOKEN_UNKNOWN', `Er is geen geldig token ${id}.`);
        give(options, { id, ingetrokken: true }, () => `Token ${id} is ingetrokken.`);
      }),
    );
}

async function init(options: LocalOptions & { oin: string }): Promise<void> {
  mustBeNew(options.data);
  const runtime = await openRuntime({ folder: options.data, source: sourceOf(options.oin) });
  await recordVerifier(runtime.engine);
  await runtime.close();
  give(
    options,
    { map: options.data },
    () =>
      `Nieuw logboek in ${options.data}. Bewaar ${FILES.masterKey} ook ergens anders: zonder die sleutel gaat niets meer open.`,
  );
}

interface ServeCommandOptions extends LocalOptions {
  readonly host: string;
  readonly poort: string;
  readonly metriekHost: string;
  readonly metriekPoort?: string;
}

async function startServing(options: ServeCommandOptions): Promise<void> {
  const port = portOf(options.poort);
  const metrics =
    options.metriekPoort === undefined
      ? {}
      : { metrics: { host: options.metriekHost, port: portOf(options.metriekPoort) } };
  const unknown = unknownNames();
  if (unknown.length > 0) throw new ConfigurationInvalid(unknown);
  mustBeInitialised(options.data);
  // Before anything is running: a server whose key is not right says so and ends.
  openLogKey(join(options.data, FILES.logKey));
  const serving = await serve(await openRuntime({ folder: options.data, inThreads: fromEnvironment('threads') }), {
    host: options.host,
    port,
    ...metrics,
  });
  give(options, { url: serving.url }, () => `Besluitspoor luistert op ${serving.url} (stoppen met Ctrl-C)`);
  await stopped();
  await serving.stop();
}
/** Resolves on Ctrl-C or an ordinary stop, so that what is under way is finished first. */
export function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function withTokens(options: LocalOptions, use: (tokens: Tokens) => void): void {
  mustBeInitialised(options.data);
  const tokens = new Tokens(join(options.data, FILES.tokens));
  try {
    use(tokens);
  } finally {
    tokens.close();
  }
}

function makeToken(
  options: LocalOptions & { persoon: string; functie: string; publiek?: string; dagen: string },
): void {
  if (!ROLES.includes(options.functie as Role) || options.functie === 'timekeeper')
    throw new CliError(
      EXIT.input,
      'ROLE_UNKNOWN',
      `De functie ${options.functie} bestaat niet. Er zijn: ${ROLES.join(', ')}.`,
    );
  if (options.publiek !== undefined && !AUDIENCES.includes(options.publiek as Audience))
    throw new CliError(
      EXIT.input,
      'AUDIENCE_UNKNOWN',
      `Het publiek ${options.publiek} bestaat niet. Er zijn: ${AUDIENCES.join(', ')}.`,
    );
  if (!new RegExp(kinds.ID_PATTERN).test(options.persoon))
    throw new CliError(
      EXIT.input,
      'PERSON_INVALID',
      'De persoon is een verwijzing, geen naam: letters, cijfers en . _ : - (1 tot 64 tekens).',
    );
  const days = Number(options.dagen);
  if (!Number.isInteger(days) || days < 1 || days > MAX_TOKEN_DAYS)
    throw new CliError(EXIT.input, 'DAYS_INVALID', `Een token geldt 1 tot ${MAX_TOKEN_DAYS} dagen.`);
  const role = options.functie as Role;
  withTokens(options, (tokens) => {
    const expiresAt = new Date(Date.now() + days * MS_PER_DAY).toISOString();
    const made = tokens.issue({
      person: options.persoon,
      role,
      audience: (options.publiek as Audience | undefined) ?? audienceOf(role),
      expiresAt,
    });
    give(
      options,
      { ...made, expiresAt },
      () => `${made.token}\n(nummer ${made.id}, geldig tot ${expiresAt}; dit token wordt maar één keer getoond)`,
    );
  });
}
