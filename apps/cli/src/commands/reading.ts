import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { KNOWERS } from '#governance';
import { REPORTS } from '../../../server/src/views/report-service.js';
import { exitOf } from '../exit.js';
import { openTransport, type Answer } from '../transport.js';
import { report as reportAnswer } from './act.js';
import { common, type Common } from './options.js';

interface AsOfOptions extends Common {
  readonly peildatum?: string;
  readonly bekend?: string;
}
const asOf = (command: Command): Command =>
  common(command)
    .option('--peildatum <dag>', 'zoals het was op deze dag (opPeildatum)')
    .option('--bekend <moment>', 'zoals het bekend was op deze dag of dit moment (zoalsBekendOp)');

interface ReportOptions extends AsOfOptions {
  readonly uit?: string;
  readonly bekendBij?: string;
  readonly na?: string;
  readonly aantal?: string;
}
interface KnewOptions extends AsOfOptions {
  readonly wie: string;
  readonly onderwerp: string;
}

function query(options: AsOfOptions & Partial<ReportOptions & KnewOptions>): string {
  const parts = new URLSearchParams();
  for (const name of ['wie', 'onderwerp', 'bekendBij', 'na', 'aantal'] as const) {
    const value = options[name];
    if (value !== undefined) parts.set(name, value);
  }
  if (options.peildatum !== undefined) parts.set('opPeildatum', options.peildatum);
  if (options.bekend !== undefined) parts.set('zoalsBekendOp', options.bekend);
  return parts.size === 0 ? '' : `?${parts.toString()}`;
}

async function ask(options: Common, path: string, accept: string): Promise<Answer> {
  const transport = await openTransport(options.data, options.token);
  try {
    return await transport.request('GET', path, { headers: { accept } });
  } finally {
    await transport.close();
  }
}
/** Every page of a list, as one; each page says where the next one is. */
async function askAll(options: Common, path: string): Promise<Answer> {
  const transport = await openTransport(options.data, options.token);
  try {
    const results: unknown[] = [];
    for (let next: string | undefined = `${path}?aantal=${LOG_PAGE}`; next !== undefined;) {
      const answer: Answer = await transport.request('GET', next);
      if (answer.status >= 400) return answer;
      const page = JSON.parse(answer.text) as { readonly results: readonly unknown[]; readonly volgende?: string };
      results.push(...page.results);
      next = page.volgende;
    }
    return { status: 200, type: 'application/json', text: JSON.stringify({ count: results.length, results }) };
  } finally {
    await transport.close();
  }
}
function print(answer: Answer, json: boolean): void {
  if (answer.status >= 400) return reportAnswer(answer.status, answer.text, json);
  process.exitCode = exitOf(answer.status);
  process.stdout.write(json ? `${answer.text}\n` : `${JSON.stringify(JSON.parse(answer.text), null, 2)}\n`);
}

/** Everything that only reads. */
export function addReadingCommands(root: Command): void {
  asOf(root.command('report').argument('<rapport>', 'welk rapport').argument('<programma>', 'het programma, zoals d-…'))
    .description(`maak een rapport: ${Object.keys(REPORTS).join(', ')}`)
    .option('--uit <bestand>', 'schrijf de pagina (HTML) naar dit bestand')
    .option('--na <regel>', 'voor de tijdlijn: alleen regels na deze')
    .option('--aantal <aantal>', 'voor de tijdlijn: hoeveel regels')
    .option('--bekend-bij <wie>', `alleen wat deze toen wist: ${KNOWERS.join(', ')}`)
    .action(async (name: string, programme: string, options: ReportOptions) => {
      const html = !options.json;
      const answer = await ask(
        options,
        `/v1/programmas/${encodeURIComponent(programme)}/${encodeURIComponent(name)}${query(options)}`,
        html ? 'text/html' : 'application/json',
      );
      if (answer.status >= 400) return reportAnswer(answer.status, answer.text, options.json);
      if (options.uit === undefined) return void process.stdout.write(`${answer.text}\n`);
      writeFileSync(options.uit, answer.text);
      process.stdout.write(`Geschreven: ${options.uit}\n`);
    });
  asOf(root.command('knew').argument('<programma>', 'het programma, zoals d-…'))
    .description('wat wist iemand op een dag over een onderwerp?')
    .requiredOption('--wie <wie>', `wie: ${KNOWERS.join(', ')}`)
    .requiredOption('--onderwerp <nummer>', 'het nummer van het onderwerp, zoals SW-02')
    .option('--uit <bestand>', 'schrijf de pagina (HTML) naar dit bestand')
    .action(printKnowledge);
  common(root.command('programmes'))
    .description('welke programma’s er zijn')
    .action(async (options: Common) => print(await ask(options, '/v1/programmas', 'application/json'), options.json));
  common(root.command('log'))
    .description('regels van het logboek, als JSON-regels')
    .option('--na <positie>', 'alleen regels na deze positie')
    .option('--type <type>', 'alleen dit soort gebeurtenis')
    .option('--stroom <stroom>', 'alleen deze stroom')
    .action(printLog);
  common(root.command('attempts').argument('<programma>', 'het programma, zoals d-…'))
    .description('geweigerde pogingen')
    .action(async (programme: string, options: Common) =>
      print(await askAll(options, `/v1/programmas/${encodeURIComponent(programme)}/pogingen`), options.json),
    );
  asOf(root.command('replay').argument('<programma>', 'het programma, zoals d-…'))
    .description('de stand op elk moment, op beide tijdassen')
    .action(async (programme: string, options: AsOfOptions) =>
      print(
        await ask(
          options,
          `/v1/programmas/${encodeURIComponent(programme)}/stand${query(options)}`,
          'application/json',
        ),
        options.json,
      ),
    );
  asOf(root.command('signals').argument('<programma>', 'het programma, zoals d-…'))
    .description('signalen op een dag')
    .action(async (programme: string, options: AsOfOptions) =>
      print(
        await ask(
          options,
          `/v1/programmas/${encodeURIComponent(programme)}/signalen${query(options)}`,
          'application/json',
        ),
        options.json,
      ),
    );
}

async function printKnowledge(programme: string, options: KnewOptions & { uit?: string }): Promise<void> {
  const path = `/v1/programmas/${encodeURIComponent(programme)}/kennis${query(options)}`;
  const answer = await ask(options, path, options.uit === undefined ? 'application/json' : 'text/html');
  if (answer.status >= 400) return reportAnswer(answer.status, answer.text, options.json);
  if (options.uit !== undefined) {
    writeFileSync(options.uit, answer.text);
    return void process.stdout.write(`Geschreven: ${options.uit}\n`);
  }
  if (options.json) return void process.stdout.write(`${answer.text}\n`);
  const { rapport } = JSON.parse(answer.text) as { rapport: { antwoord: string; bewijsregels: readonly string[] } };
  process.stdout.write(`${[rapport.antwoord, ...rapport.bewijsregels].join('\n')}\n`);
}

const LOG_PAGE = 1_000;
interface LogRow {
  readonly positie: string;
  readonly type: string;
  readonly stroom: string;
}
async function printLog(options: Common & { na?: string; type?: string; stroom?: string }): Promise<void> {
  const transport = await openTransport(options.data, options.token);
  try {
    let after = options.na;
    for (;;) {
      const answer = await transport.request(
        'GET',
        `/v1/logboek/entries?aantal=${LOG_PAGE}${after === undefined ? '' : `&na=${encodeURIComponent(after)}`}`,
      );
      if (answer.status >= 400) return reportAnswer(answer.status, answer.text, options.json);
      const { results } = JSON.parse(answer.text) as { results: LogRow[] };
      for (const row of results) {
        if (
          (options.type === undefined || row.type === options.type) &&
          (options.stroom === undefined || row.stroom === options.stroom)
        )
          process.stdout.write(`${JSON.stringify(row)}\n`);
      }
      if (results.length < LOG_PAGE) return;
      after = results.at(-1)!.positie;
    }
  } finally {
    await transport.close();
  }
}
