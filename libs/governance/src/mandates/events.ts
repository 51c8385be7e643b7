import { event, narrative, open, sealed } from '../kernel/event.js';
import { DECIDERS } from '../kernel/roles.js';
import { cents, count, day, flag, id, list, maybe, oneOf, text, title, uri, workingDays } from '../kernel/values.js';

// The stored format: versioned, never edited.

export const MandateGranted = event(
  'MandateGranted',
  'Mandaat verleend',
  'Een functie mag namens een ander besluiten, voor genoemde soorten besluiten en binnen grenzen.',
  {
    mandateId: open(id),
    kind: open(oneOf(['mandaat', 'machtiging', 'volmacht'])),
    grantor: open(oneOf(DECIDERS)),
    grantee: open(oneOf(DECIDERS)),
    decisionTypes: sealed(list(id)),
    maxAmountPerItem: sealed(maybe(cents)),
    maxAmountCumulative: sealed(maybe(cents)),
    maxDays: sealed(maybe(workingDays)),
    maxScopeItems: sealed(maybe(count)),
    subMandateAllowed: open(flag),
    parentMandateId: open(maybe(id)),
    validFrom: open(day),
    validUntil: open(maybe(day)),
    register: open(maybe(uri)),
    registerLine: open(maybe(title)),
  },
  'Awb 10:3–10:12; Gemw 168',
);
export const MandateConsentRecorded = event(
  'MandateConsentRecorded',
  'Instemming met mandaat vastgelegd',
  'Wie niet ondergeschikt is, moet schriftelijk instemmen, en ook wie voor hem verantwoordelijk is.',
  {
    grantee: open(oneOf(DECIDERS)),
    person: sealed(id),
    by: open(oneOf(['gemandateerde', 'werkgever', 'beiden'])),
    evidence: narrative(text),
  },
  'Awb 10:4',
);
export const MandateWithdrawn = event(
  'MandateWithdrawn',
  'Mandaat ingetrokken',
  'Het mandaat geldt niet meer.',
  { mandateId: open(id), reason: narrative(text) },
  'Awb 10:8',
);

export const mandatesEvents = { MandateGranted, MandateConsentRecorded, MandateWithdrawn } as const;
