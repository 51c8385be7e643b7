import type { Metadata, ServiceError } from '@grpc/grpc-js';
import type { Faults } from './faults.js';
import type { Storage } from './storage.js';
import { accessDenied, noLeaderInfo, notLeader, serverNotReady, serverTooBusy, unauthenticated } from './errors.js';

/** What the handlers of one node share. */
export interface Node {
  readonly storage: Storage;
  readonly faults: Faults;
  /** Bytes of data in one append. */
  readonly maxAppendBytes: number;
  /** How long a subscriber may take nothing, in milliseconds, before the count of unsent events is held against it. */
  readonly slowConsumerMs: number;
  /** Name and password that every call must bring, as a basic authorization header; undefined: none. */
  readonly authorization: string | undefined;
}

/** Why this node does not handle a call at all; undefined when it does. */
export function refusalOf(node: Node, metadata: Metadata): ServiceError | undefined {
  const { denied, notReady, tooBusy, leader } = node.faults;
  if (denied === 'credentials') return unauthenticated();
  if (node.authorization !== undefined) {
    const given = metadata.get('authorization')[0];
    if (given === undefined) return accessDenied();
    if (String(given) !== node.authorization) return unauthenticated();
  }
  if (denied === 'rights') return accessDenied();
  if (notReady) return serverNotReady();
  if (tooBusy) return serverTooBusy();
  const needsLeader = String(metadata.get('requires-leader')[0]).toLowerCase() === 'true';
  if (leader === undefined || !needsLeader) return undefined;
  return leader === 'unknown' ? noLeaderInfo() : notLeader(leader);
}
