import { audienceOf, type Grant } from '#access';
import type { Role } from '#governance';
import { DemoSwitch } from '../http/token-guard.js';

/** As whom one may look in the demo. Never offered outside it. */
export const DEMO_FUNCTIONS = [
  'projectbureau',
  'AO',
  'BO',
  'college',
  'raadslid',
  'rekenkamer',
] as const satisfies readonly Role[];
export const DEMO_COOKIE = 'demo-functie';
const NEVER = '9999-12-31T00:00:00.000Z';

export class CookieDemoSwitch extends DemoSwitch {
  grantFor(cookies: string | undefined): Grant | undefined {
    const chosen = /(?:^|;\s*)demo-functie=([A-Za-z]+)/.exec(cookies ?? '')?.[1];
    const role = DEMO_FUNCTIONS.find((name) => name === chosen) ?? 'projectbureau';
    return { id: 'demo', person: 'demo', role, audience: audienceOf(role), expiresAt: NEVER, revokedAt: undefined };
  }
}
