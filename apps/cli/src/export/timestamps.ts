import { hash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestTimestamps } from '#interchange';
import { readTimestampPolicy, stampedSizes, TIMESTAMPS_FOLDER } from '../../../server/src/proof/timestamps.js';

/** Copies the timestamps over what an export holds, with the certificates by which they are believed. */
export function copyTimestamps(dataFolder: string, to: string, size: number): ManifestTimestamps | undefined {
  const policy = readTimestampPolicy(dataFolder);
  const sizes = stampedSizes(dataFolder).filter((stamped) => stamped <= size);
  if (policy === undefined || sizes.length === 0) return undefined;
  mkdirSync(to);
  for (const stamped of sizes)
    for (const kind of ['checkpoint', 'tsr'])
      copyFileSync(join(dataFolder, TIMESTAMPS_FOLDER, `${stamped}.${kind}`), join(to, `${stamped}.${kind}`));
  const keep = (from: string, name: string): string => {
    copyFileSync(from, join(to, name));
    return hash('sha256', readFileSync(from), 'hex');
  };
  return {
    sizes,
    ca: keep(policy.ca, 'ca.pem'),
    ...(policy.untrusted === undefined ? {} : { untrusted: keep(policy.untrusted, 'untrusted.pem') }),
  };
}
