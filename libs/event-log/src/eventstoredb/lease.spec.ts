import { Lease, LEASE_MS, LEASES_END_MS } from './lease.js';
import type { Moment } from './lease.js';

const BEGUN: Moment = { steadyMs: 5_000, wallMs: 1_800_000_000_000 };
const after = (steadyMs: number, wallMs = steadyMs): Moment => ({
  steadyMs: BEGUN.steadyMs + steadyMs,
  wallMs: BEGUN.wallMs + wallMs,
});
function renewed(): Lease {
  const lease = new Lease();
  lease.renew(BEGUN);
  return lease;
}

it('holds from the begin of a look until it is too old, and never before the first', () => {
  expect(new Lease().holds()).toBe(false);
  const lease = renewed();
  expect([0, LEASE_MS - 1, LEASE_MS, LEASE_MS + 1].map((ms) => lease.holds(after(ms)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('holds no longer than either clock says: a machine may be suspended, and a clock may be set', () => {
  const lease = renewed();
  expect(lease.holds(after(10, LEASE_MS))).toBe(false);
  expect(lease.holds(after(10, -1))).toBe(false);
  expect(lease.holds(after(LEASE_MS, 10))).toBe(false);
});

it('ends when there is a reason to look again', () => {
  const lease = renewed();
  lease.end();
  expect(lease.holds(after(0))).toBe(false);
  lease.renew(after(20));
  expect(lease.holds(after(20))).toBe(true);
});

it('is shorter than what is waited for before a log is closed', () => {
  expect(LEASES_END_MS).toBeGreaterThan(LEASE_MS);
});
