import { Command, Day, Flag, Id, ListOf, OneOf, Text, Title } from '../kernel/command.js';
import { id } from '../kernel/values.js';
import { SECRECY_ORGANS, type SecrecyOrgan } from './events.js';
import { SECRECY_GROUNDS } from './grounds.js';

const GROUND_HELP = `Codes van de gronden: ${SECRECY_GROUNDS.map(({ code, label }) => `${code} (${label.toLowerCase()})`).join('; ')}.`;
const about = (label: string, explain: string, source: string, verb: string) =>
  ({
    label,
    explain,
    source,
    resource: 'geheimhoudingen',
    verb,
    item: 'secrecyId',
    who: SECRECY_ORGANS,
    on: 'dossier',
  }) as const;

@Command({
  label: 'Geheimhouding opleggen',
  explain:
    'Leg geheimhouding op over regels, besluiten of een document van dit dossier. Dat er iets geheim is, is niet geheim: wat het is, schermt het systeem af.',
  source: 'Gemw 87; Woo 5.1 lid 1 en 2',
  resource: 'geheimhoudingen',
  verb: 'opleggen',
  who: SECRECY_ORGANS,
  on: 'dossier',
})
export class ImposeSecrecy {
  @Id({ optional: true }) secrecyId?: string;
  @Title() subject!: string;
  @ListOf(id, { explain: GROUND_HELP }) grounds!: readonly string[];
  @Text() motivation!: string;
  @Day({ explain: 'De dag waarop het orgaan kijkt of de geheimhouding nog nodig is.' }) reviewOn!: string;
  @ListOf(id, { optional: true }) entryIds?: readonly string[];
  @ListOf(id, { optional: true }) decisionIds?: readonly string[];
  @ListOf(id, { optional: true }) documentIds?: readonly string[];
}
@Command(
  about(
    'Geheim delen',
    'Geef wat geheim is aan een ander orgaan. Aan de raad gaat het naar alle leden.',
    'Gemw 88',
    'delen',
  ),
)
export class ShareSecret {
  @Id() secrecyId!: string;
  @OneOf(SECRECY_ORGANS) to!: SecrecyOrgan;
  @Flag({ explain: 'Aan het hele orgaan, of alleen aan enkele leden.' }) wholeBody!: boolean;
  @ListOf(id, { optional: true, explain: 'Wie het kregen, als het niet het hele orgaan is.' })
  recipients?: readonly string[];
  @Text({ optional: true }) note?: string;
}
@Command(
  about('Geheimhouding heroverwegen', 'Kijk of de geheimhouding nog nodig is, en waarom.', 'Gemw 89', 'heroverwegen'),
)
export class ReviewSecrecy {
  @Id() secrecyId!: string;
  @OneOf(['voortzetten', 'opheffen']) outcome!: 'voortzetten' | 'opheffen';
  @Day({ optional: true, explain: 'De volgende keer, als de geheimhouding blijft.' }) reviewOn?: string;
  @Text() motivation!: string;
}
@Command(
  about(
    'Geheimhouding opheffen',
    'Hef de geheimhouding op. Na het delen met de raad kan alleen de raad dat.',
    'Gemw 89',
    'opheffen',
  ),
)
export class LiftSecrecy {
  @Id() secrecyId!: string;
  @Text() motivation!: string;
}

export const secrecyCommands = [ImposeSecrecy, ShareSecret, ReviewSecrecy, LiftSecrecy] as const;
