import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { DeleteReq, DeleteResp, TombstoneReq, TombstoneResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServiceError } from '@grpc/grpc-js';
import { streamDeleted, thrown, wrongVersionAtDelete } from './errors.js';
import { expectedOf, streamName } from './messages.js';
import type { Node } from './node.js';
import { refusalOf } from './node.js';
import type { AppendOutcome, ExpectedRevision } from './storage.js';

/** The server's numbers for what is no revision. */
const WORDS = { 'no-stream': -1n, any: -2n, 'stream-exists': -4n } as const;

/** A soft delete: the stream is hidden and may begin again. */
export function deleteHandler(node: Node) {
  return (call: ServerUnaryCall<DeleteReq, DeleteResp>, answer: sendUnaryData<DeleteResp>): void => {
    const result = remove(node, call, (stream, expected) => node.storage.softDelete(stream, expected));
    if ('error' in result) return answer(result.error);
    const position = new streamsPb.DeleteResp.Position();
    position.setCommitPosition(String(result.position));
    position.setPreparePosition(String(result.position));
    const response = new streamsPb.DeleteResp();
    response.setPosition(position);
    answer(null, response);
  };
}

/** A tombstone: the stream has ended for ever. */
export function tombstoneHandler(node: Node) {
  return (call: ServerUnaryCall<TombstoneReq, TombstoneResp>, answer: sendUnaryData<TombstoneResp>): void => {
    const result = remove(node, call, (stream, expected) => node.storage.tombstone(stream, expected));
    if ('error' in result) return answer(result.error);
    const position = new streamsPb.TombstoneResp.Position();
    position.setCommitPosition(String(result.position));
    position.setPreparePosition(String(result.position));
    const response = new streamsPb.TombstoneResp();
    response.setPosition(position);
    answer(null, response);
  };
}

function remove(
  node: Node,
  call: ServerUnaryCall<DeleteReq, DeleteResp> | ServerUnaryCall<TombstoneReq, TombstoneResp>,
  act: (stream: string, expected: ExpectedRevision) => AppendOutcome,
): { readonly error: ServiceError } | { readonly position: bigint } {
  const refused = refusalOf(node, call.metadata);
  if (refused !== undefined) return { error: refused };
  const options = call.request.getOptions();
  if (options === undefined) return { error: thrown() };
  const stream = streamName(options.getStreamIdentifier());
  const expected = expectedOf(options);
  const outcome = act(stream, expected);
  if (outcome.kind === 'stream-deleted') return { error: streamDeleted(stream) };
  if (outcome.kind === 'wrong-expected-version') {
    const given = expected.kind === 'revision' ? expected.revision : WORDS[expected.kind];
    return { error: wrongVersionAtDelete(stream, given, outcome.current) };
  }
  return { position: outcome.position! };
}
