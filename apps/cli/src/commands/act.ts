import type { Command } from 'commander';
import { commandFields, commands, describeCommand, type CommandClass } from '#governance';
import { pathOf, STARTS_DOSSIER } from '../../../server/src/acts/act-controllers.js';
import { dutchName } from '../../../server/src/words.js';
import { CliError, EXIT, exitOf } from '../exit.js';
import { readInputText } from '../input.js';
import { openTransport } from '../transport.js';
import { common, type Common } from './options.js';

interface ActOptions extends Common {
  readonly programma?: string;
  readonly nummer?: string;
  readonly bestand?: string;
  readonly sleutel?: string;
}

/** Records any command from JSON: the catalogue says which there are. */
export function addActCommand(root: Command): void {
  common(root.command('act').argument('[handeling]', 'welke handeling, zoals besluiten/nemen'))
    .description('leg een handeling vast, uit JSON (bestand of standaardinvoer); zonder handeling: alle handelingen')
    .option('--programma <id>', 'het programma, zoals d-…')
    .option('--nummer <nummer>', 'het bestaande ding waar de handeling over gaat')
    .option('--bestand <bestand>', 'JSON-bestand; anders standaardinvoer')
    .option('--sleutel <sleutel>', 'Idempotency-Key: dezelfde sleutel legt niet twee keer vast')
    .action(async (name: string | undefined, options: ActOptions) => {
      if (name === undefined) return listActs(options.json);
      const command = findCommand(name);
      if (options.bestand === undefined && process.stdin.isTTY) return explainAct(command);
      await recordAct(command, options);
    });
}

const nameOf = (command: CommandClass): string =>
  `${describeCommand(command).resource}/${describeCommand(command).verb}`;

function findCommand(name: string): CommandClass {
  const found = commands.find((command) => nameOf(command) === name || command.name === name);
  if (found === undefined)
    throw new CliError(
      EXIT.input,
      'ACT_UNKNOWN',
      `De handeling ${name} bestaat niet. De opdracht besluitspoor act toont alle handelingen.`,
    );
  return found;
}

function listActs(json: boolean): void {
  const rows = commands.map((command) => ({
    handeling: nameOf(command),
    label: describeCommand(command).label,
    door: describeCommand(command).who,
  }));
  process.stdout.write(
    json
      ? `${JSON.stringify(rows)}\n`
      : rows.map(({ handeling, label }) => `${handeling.padEnd(44)} ${label}\n`).join(''),
  );
}

function explainAct(command: CommandClass): void {
  const { label, explain, who, source } = describeCommand(command);
  const fields = commandFields(command).map((field) => {
    const note = [
      field.kind.unit,
      field.explain,
      (field.kind.schema['enum'] as readonly string[] | undefined)?.join(' | '),
    ]
      .filter(Boolean)
      .join('; ');
    return `  ${dutchName(field.name).padEnd(28)} ${field.optional ? 'mag' : 'moet'}  ${note}`;
  });
  process.stdout.write(
    `${label}: ${explain}\nDoor: ${who.join(', ')}${source === undefined ? '' : `\nBron: ${source}`}\n${fields.join('\n')}\n`,
  );
}

async function recordAct(command: CommandClass, options: ActOptions): Promise<void> {
  const path = pathFor(command, options);
  if (options.sleutel !== undefined && !/^[\x20-\x7e]+$/.test(options.sleutel))
    throw new CliError(EXIT.input, 'IDEMPOTENCY_KEY_INVALID', 'De sleutel mag alleen gewone tekens hebben.');
  const body = await readInputText(options.bestand);
  const transport = await openTransport(options.data, options.token);
  try {
    const answer = await transport.request('POST', path, {
      body,
      headers: options.sleutel === undefined ? {} : { 'idempotency-key': options.sleutel },
    });
    report(answer.status, answer.text, options.json);
  } finally {
    await transport.close();
  }
}

function pathFor(command: CommandClass, options: ActOptions): string {
  if (command.name === STARTS_DOSSIER && options.programma === undefined) return '/v1/programmas';
  const path = pathOf(command);
  if (path.includes(':programma') && options.programma === undefined)
    throw new CliError(EXIT.input, 'PROGRAMME_MISSING', 'Noem het programma met --programma.');
  if (path.includes(':nummer') && options.nummer === undefined)
    throw new CliError(EXIT.input, 'NUMBER_MISSING', 'Noem met --nummer waar de handeling over gaat.');
  return `/v1/${path.replace(':programma', encodeURIComponent(options.programma ?? '')).replace(':nummer', encodeURIComponent(options.nummer ?? ''))}`;
}

/** Prints an answer of the API as it is, or as words; sets the exit code. */
export function report(status: number, text: string, json: boolean): void {
  process.exitCode = exitOf(status);
  if (json) return void (status >= 400 ? process.stderr : process.stdout).write(`${text}\n`);
  const answer = JSON.parse(text) as {
    detail?: string;
    code?: string;
    invalidParams?: { reason: string; source?: string }[];
    programma?: string;
    versie?: number;
    positie?: string;
    gebeurtenissen?: { type: string }[];
  };
  if (status >= 400) {
    const reasons = (answer.invalidParams ?? []).map(
      ({ reason, source }) => `- ${reason}${source === undefined ? '' : ` Bron: ${source}.`}`,
    );
    process.stderr.write(`${answer.code ?? status}: ${[answer.detail, ...reasons].join('\n')}\n`);
    return;
  }
  const place = answer.positie === undefined ? '' : `, positie ${answer.positie}`;
  process.stdout.write(
    `Vastgelegd in ${answer.programma}, versie ${answer.versie}${place}: ${(answer.gebeurtenissen ?? []).map(({ type }) => type).join(', ')}\n`,
  );
}
