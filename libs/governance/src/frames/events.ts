import { event, narrative, open, sealed } from '../kernel/event.js';
import { DECIDERS } from '../kernel/roles.js';
import {
  cents,
  count,
  day,
  flag,
  id,
  list,
  maybe,
  oneOf,
  percentTenths,
  shape,
  tenths,
  text,
  title,
  workingDays,
} from '../kernel/values.js';

// The stored format: versioned, never edited.

/** The room a level has before it must go one level up (governance.md §4.12). */
export const tolerance = shape({
  level: oneOf(['projectleider', 'AO', 'BO', 'college']),
  amountPerChange: maybe(cents),
  cumulativePercent: maybe(percentTenths),
  days: maybe(workingDays),
  scopeItems: maybe(count),
});
/** A quality or risk measure with its norm, in tenths (99,5% is 995). */
export const norm = shape({ measure: id, label: title, norm: tenths, higherIsBetter: maybe(oneOf(['ja', 'nee'])) });
export const FRAME_OWNERS = ['college', 'raad'] as const;

const frameFields = {
  frameId: open(id),
  owner: open(oneOf(FRAME_OWNERS)),
  scope: narrative(text),
  scopeItems: sealed(maybe(count)),
  endDate: sealed(maybe(day)),
  credit: sealed(maybe(cents)),
  contingency: sealed(maybe(cents)),
  tolerances: sealed(list(tolerance)),
  norms: sealed(list(norm)),
  /** The raad wants to hear within so many working days of a change beyond these limits. */
  informRaadWithin: sealed(maybe(workingDays)),
  informRaadAbovePercent: sealed(maybe(percentTenths)),
  informRaadAboveDays: sealed(maybe(workingDays)),
  /** The raad also wants to hear of every pause. */
  informRaadOnPause: sealed(maybe(flag)),
} as const;

export const FrameProposed = event('FrameProposed', 'Kaders voorgesteld', 'Een voorstel voor kaders.', frameFields);
export const FrameAdopted = event(
  'FrameAdopted',
  'Kaders vastgesteld',
  'Scope, tijd, geld en kwaliteit, elk met de ruimte per niveau.',
  { ...frameFields, decisionId: open(id) },
  'S1-05; Gemw 160, 189',
);
export const FrameAmended = event(
  'FrameAmended',
  'Kaders gewijzigd',
  'Het orgaan dat de kaders vaststelde, heeft ze gewijzigd. Eerdere toetsen blijven zoals ze waren.',
  { ...frameFields, decisionId: open(id) },
  'S1-05',
);
export const RiskAppetiteDeclared = event(
  'RiskAppetiteDeclared',
  'Risicobereidheid uitgesproken',
  'Hoeveel risico de bestuurlijk opdrachtgever wil lopen.',
  { statement: narrative(text) },
  'S1-04',
);
export const ObjectiveSet = event('ObjectiveSet', 'Doel vastgesteld', 'Een doel waar besluiten naar verwijzen.', {
  objectiveId: open(id),
  objective: narrative(text),
});
export const RequirementsAligned = event(
  'RequirementsAligned',
  'Wensen, eisen en grenzen afgestemd',
  'De bestuurlijk en de ambtelijk opdrachtgever zijn het eens over wat het programma moet leveren.',
  { version: open(count), agreement: narrative(text) },
  'S1-11',
);
export const HardDeadlineSet = event(
  'HardDeadlineSet',
  'Harde deadline gesteld',
  'Een datum die alleen het orgaan dat haar stelde kan verschuiven. Een externe deadline verschuift nooit.',
  {
    deadlineId: open(id),
    kind: open(oneOf(['intern', 'extern'])),
    body: open(oneOf([...DECIDERS, 'extern'])),
    dueOn: open(day),
    source: narrative(text),
    toleranceDays: sealed(maybe(workingDays)),
    decisionId: open(maybe(id)),
  },
  'S2-01, S4-06',
);
export const HardDeadlineMoved = event(
  'HardDeadlineMoved',
  'Harde deadline verschoven',
  'Het orgaan dat de deadline stelde, heeft haar verschoven.',
  {
    deadlineId: open(id),
    from: open(day),
    to: open(day),
    decisionId: open(id),
  },
);
export const HardDeadlineMissed = event(
  'HardDeadlineMissed',
  'Harde deadline gemist',
  'De datum is voorbij en het doel is niet bereikt.',
  { deadlineId: open(id), dueOn: open(day) },
  'S2-01',
);
export const ExemptionGranted = event(
  'ExemptionGranted',
  'Ontheffing verleend',
  'Voor een genoemd deel geldt de deadline later.',
  {
    exemptionId: open(id),
    deadlineId: open(id),
    until: open(day),
    items: sealed(list(id)),
    decisionId: open(id),
  },
);
export const MilestonePlanned = event('MilestonePlanned', 'Mijlpaal gepland', 'Een datum in het plan.', {
  milestoneId: open(id),
  label: sealed(title),
  plannedOn: open(day),
});
export const MilestoneForecast = event(
  'MilestoneForecast',
  'Verwachting mijlpaal',
  'Wanneer de mijlpaal nu wordt verwacht. Eerdere verwachtingen blijven staan.',
  {
    milestoneId: open(id),
    forecastOn: open(day),
    reason: narrative(maybe(text)),
  },
);
export const MilestoneReached = event('MilestoneReached', 'Mijlpaal bereikt', 'De mijlpaal is gehaald.', {
  milestoneId: open(id),
  reachedOn: open(day),
});
/** For the organisation itself, or for society (S4-20, S5-17). */
export const BENEFIT_KINDS = ['intern', 'maatschappelijk'] as const;
export const BenefitDefined = event(
  'BenefitDefined',
  'Baat bepaald',
  'Wat het programma moet opleveren, met eigenaar en nulmeting.',
  {
    benefitId: open(id),
    label: sealed(title),
    owner: open(maybe(id)),
    kind: open(maybe(oneOf(BENEFIT_KINDS))),
    baseline: sealed(maybe(tenths)),
    target: sealed(maybe(tenths)),
  },
);
export const BenefitMeasured = event('BenefitMeasured', 'Baat gemeten', 'Een meting van een baat, in tienden.', {
  benefitId: open(id),
  value: sealed(tenths),
});
export const STATUS_AXES = ['scope', 'tijd', 'geld', 'kwaliteit', 'risico', 'baten'] as const;
export const StatusOverridden = event(
  'StatusOverridden',
  'Status overruled',
  'Een afgeleide status is bij besluit anders gesteld. Beide blijven zichtbaar.',
  {
    axis: open(oneOf(STATUS_AXES)),
    status: open(oneOf(['groen', 'oranje', 'rood'])),
    until: open(day),
    decisionId: open(id),
    reason: narrative(text),
  },
);

export const framesEvents = {
  FrameProposed,
  FrameAdopted,
  FrameAmended,
  RiskAppetiteDeclared,
  ObjectiveSet,
  RequirementsAligned,
  HardDeadlineSet,
  HardDeadlineMoved,
  HardDeadlineMissed,
  ExemptionGranted,
  MilestonePlanned,
  MilestoneForecast,
  MilestoneReached,
  BenefitDefined,
  BenefitMeasured,
  StatusOverridden,
} as const;
