import { SETTINGS, WITNESS_FLAGS, type Setting } from '../../../server/src/config/settings.js';
import { chapter, code, document, table } from './markdown.js';

type AnySetting = Setting<unknown, string | undefined>;

/** docs/configuration.md: everything that can be set from outside, from the one table that the programs read. */
export function configurationReference(): string {
  const settings: readonly AnySetting[] = Object.values(SETTINGS);
  return document(
    'Instellingen',
    [
      'Alles wat van buiten is in te stellen. Een vlag gaat voor de omgeving, en de omgeving voor de standaard. Een lege variabele telt als niet gezet.',
      'Bij de start wordt alles samen gecontroleerd: u krijgt elke fout in één keer, met een vaste code. `besluitspoor doctor` toont ook namen die op een instelling lijken en er geen zijn.',
    ].join('\n'),
    [
      chapter('Server en opdrachtregel', settingTable(settings)),
      chapter(
        'Geheimen',
        'Een geheime waarde wordt nergens getoond. Zij mag ook in een bestand staan: zet dan de naam van het bestand in de variabele met `_FILE` erachter. Zo werken geheimen van Docker en Kubernetes.',
        table(
          ['Variabele', 'Of uit een bestand'],
          settings.filter(({ secret }) => secret).map(({ env }) => [code(env!), code(`${env}_FILE`)]),
        ),
      ),
      chapter(
        'Getuige',
        'Het programma `besluitspoor-witness` heeft alleen vlaggen.',
        table(
          ['Vlag', 'Betekenis', 'Standaard', 'Wat mag'],
          WITNESS_FLAGS.map((setting) => [
            code(setting.flag!),
            setting.meaning,
            standardOf(setting),
            setting.kind.allowed,
          ]),
        ),
      ),
      chapter(
        'Wat hier niet staat',
        'De klok is altijd die van het systeem; alleen de demo heeft een eigen klok. Vlaggen die maar één opdracht heeft, staan in [de opdrachtregel](cli.md). Getuigen en tijdstempels hebben een bestand met instellingen: zie [getuigen en tijdstempels](witness.md).',
      ),
    ],
  );
}

function settingTable(settings: readonly AnySetting[]): string {
  return table(
    ['Variabele', 'Vlag', 'Betekenis', 'Standaard', 'Wat mag', 'Geheim', 'Voor'],
    settings.map((setting) => [
      code(setting.env!),
      setting.flag === undefined ? '' : code(setting.flag),
      setting.meaning,
      standardOf(setting),
      setting.kind.allowed,
      setting.secret === true ? 'ja' : '',
      setting.of.join(', '),
    ]),
  );
}

const standardOf = ({ standard, standardIs }: AnySetting): string =>
  standardIs ?? (standard === undefined ? '' : code(standard));
