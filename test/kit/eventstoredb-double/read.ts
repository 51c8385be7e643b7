import { setTimeout as pause } from 'node:timers/promises';
import type { ServerWritableStream } from '@grpc/grpc-js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { streamDeleted, thrown, unexpected } from './errors.js';
import { notFound, readAnswer, streamName, unsigned } from './messages.js';
import type { Node } from './node.js';
import { refusalOf } from './node.js';
import { Outlet } from './outlet.js';
import type { StoredEvent } from './storage.js';
import { subscribeToAll, subscribeToStream } from './subscription.js';

type Call = ServerWritableStream<ReadReq, ReadResp>;
type Options = ReadReq.Options;

const { BACKWARDS } = streamsPb.ReadReq.Options.ReadDirection;
/** Events that a read takes from the log at once. */
const PAGE = 256;
const TICKS_PER_MS = 10_000n;

/** Reads and subscriptions are one method on the wire. */
export function readHandler(node: Node): (call: Call) => void {
  return (call) => {
    const outlet = new Outlet(call);
    serve(node, call, outlet).catch(() => outlet.fail(thrown()));
  };
}

async function serve(node: Node, call: Call, outlet: Outlet): Promise<void> {
  const refused = refusalOf(node, call.metadata);
  if (refused !== undefined) return outlet.fail(refused);
  const options = call.request.getOptions();
  if (options === undefined) return outlet.fail(thrown());
  if (options.hasSubscription()) {
    return options.hasAll() ? subscribeToAll(node, outlet, options) : subscribeToStream(node, outlet, options);
  }
  if (node.faults.readDelayMs > 0) await pause(node.faults.readDelayMs);
  return options.hasAll() ? readAll(node, outlet, options) : readStream(node, outlet, options);
}

/** Forwards the given position is read too, backwards it is not. A filter is not looked at. */
async function readAll(node: Node, outlet: Outlet, options: Options): Promise<void> {
  const { storage } = node;
  const backwards = options.getReadDirection() === BACKWARDS;
  let position = startOfAll(options, storage.end);
  let left = BigInt(options.getCount());
  if (position <= storage.lastPosition && !storage.isBoundary(position))
    return outlet.fail(unexpected('ReadAllResult: Error'));
  while (left > 0n && !outlet.closed) {
    const limit = left < PAGE ? Number(left) : PAGE;
    const page = backwards ? storage.allBefore(position, limit) : storage.allFrom(position, limit);
    for (const event of page) if (isHere(node, event)) await outlet.write(readAnswer(event));
    left -= BigInt(page.length);
    const last = page.at(-1);
    if (last === undefined || page.length < limit) break;
    position = backwards ? last.position : last.position + 1n;
  }
  outlet.end();
}

function startOfAll(options: Options, end: bigint): bigint {
  const all = options.getAll()!;
  if (all.hasStart()) return 0n;
  const given = all.hasEnd() ? 'end' : unsigned(all.getPosition()!.getCommitPosition());
  return given === 'end' ? end : given;
}

/** Both directions read the given revision too. */
async function readStream(node: Node, outlet: Outlet, options: Options): Promise<void> {
  const { storage } = node;
  const from = options.getStream()!;
  const stream = streamName(from.getStreamIdentifier());
  if (stream === '') return outlet.fail(thrown());
  if (BigInt(options.getCount()) === 0n) return outlet.fail(unexpected('ReadStreamResult: Error'));
  if (storage.isTombstoned(stream)) return outlet.fail(streamDeleted(stream));
  const last = storage.lastRevision(stream);
  if (last < 0n || storage.isSoftDeleted(stream)) {
    await outlet.write(notFound(stream));
    return outlet.end();
  }
  const backwards = options.getReadDirection() === BACKWARDS;
  const given = from.hasEnd() ? 'end' : unsigned(from.hasStart() ? '0' : from.getRevision());
  const first = storage.firstVisibleRevision(stream);
  const begin = given === 'end' ? (backwards ? last : last + 1n) : given;
  const step = backwards ? -1n : 1n;
  let revision = backwards ? min(begin, last) : max(begin, first);
  for (let left = BigInt(options.getCount()); left > 0n && !outlet.closed; revision += step) {
    if (revision < first || revision > storage.lastRevision(stream)) break;
    const event = storage.eventAt(stream, revision);
    if (event === undefined || !isHere(node, event)) continue;
    await outlet.write(readAnswer(event));
    left -= 1n;
  }
  outlet.end();
}

/** Whether this node has the event yet: a follower may lag. */
function isHere({ faults }: Node, { created }: StoredEvent): boolean {
  return faults.lagMs === 0 || created <= BigInt(Date.now() - faults.lagMs) * TICKS_PER_MS;
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
