import { status } from '@grpc/grpc-js';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { courseOf, dieOfFullDisk, later } from './append.js';
import { unavailable } from './errors.js';
import {
  batchAccessDenied,
  batchAnswer,
  batchBadRequest,
  batchConflict,
  batchDeleted,
  batchNotHandled,
  batchSuccess,
  batchTimeout,
  batchTooLarge,
  expectedOf,
  proposalOf,
  streamName,
} from './messages.js';
import type { Node } from './node.js';
import { refusalOf } from './node.js';
import type { AppendOutcome, ExpectedRevision, ProposedEvent } from './storage.js';

type Call = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

/** One append that is still being received. */
interface Pending {
  readonly correlationId: UUID | undefined;
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: ProposedEvent[];
  readonly timer: NodeJS.Timeout | undefined;
  bytes: number;
}

/** The server's own limit on a write, in milliseconds, however late the caller's deadline lies. */
const WRITE_TIMEOUT_MS = 2_000;

/** Many appends over one call, each known by its correlation id; committed in the order in which they were sent. */
export function batchAppendHandler(node: Node): (call: Call) => void {
  return (call) => {
    const pending = new Map<string, Pending>();
    const send = (request: Pick<Pending, 'correlationId' | 'stream'>, result: { error: Status }): void => {
      if (!call.cancelled) call.write(batchAnswer(request.correlationId, request.stream, result));
    };
    call.on('data', (message: BatchAppendReq) => {
      const key = message.getCorrelationId()?.getString() ?? '';
      const request = pending.get(key) ?? open(message);
      if (request === undefined) return;
      const error = receive(node, request, message);
      if (error !== undefined) {
        close(key);
        send(request, { error });
      } else if (message.getIsFinal()) {
        close(key);
        perform(node, call, request);
      }
    });
    call.on('end', () => call.end());
    call.on('cancelled', () => {
      for (const key of [...pending.keys()]) close(key);
    });

    function close(key: string): void {
      clearTimeout(pending.get(key)?.timer);
      pending.delete(key);
    }

    /** Undefined when the append was refused at once, or when its beginning was not seen. */
    function open(message: BatchAppendReq): Pending | undefined {
      const options = message.getOptions();
      if (options === undefined) return undefined;
      const correlationId = message.getCorrelationId();
      const key = correlationId?.getString() ?? '';
      const stream = streamName(options.getStreamIdentifier());
      const waitMs = Math.min((options.getDeadline()?.toDate().getTime() ?? Infinity) - Date.now(), WRITE_TIMEOUT_MS);
      if (waitMs <= 0) {
        send({ correlationId, stream }, { error: batchTimeout() });
        return undefined;
      }
      const timer = setTimeout(() => {
        pending.delete(key);
        send({ correlationId, stream }, { error: batchTimeout() });
      }, waitMs);
      const request = { correlationId, stream, expected: expectedOf(options), events: [], timer, bytes: 0 };
      pending.set(key, request);
      return request;
    }
  };
}

function receive(node: Node, request: Pending, message: BatchAppendReq): Status | undefined {
  for (const proposed of message.getProposedMessagesList()) {
    const proposal = proposalOf(proposed);
    if (proposal.kind === 'missing') return batchBadRequest(`The given key '${proposal.property}' was not present.`);
    if (proposal.kind === 'malformed') return batchBadRequest('Unrecognized Guid format.');
    request.bytes += proposal.event.data.length;
    request.events.push(proposal.event);
  }
  return request.bytes > node.maxAppendBytes ? batchTooLarge(node.maxAppendBytes) : undefined;
}

function perform(node: Node, call: Call, { correlationId, stream, expected, events }: Pending): void {
  const refused = refusalOf(node, call.metadata);
  if (refused !== undefined) {
    // Not ready, busy and not allowed are answered within the stream; the rest ends it for everybody on it.
    if (refused.code === status.UNAVAILABLE) return answer({ error: batchNotHandled(refused.details) });
    if (refused.code === status.PERMISSION_DENIED) return answer({ error: batchAccessDenied() });
    call.emit('error', refused);
    return;
  }
  if (node.faults.diskFull) return dieOfFullDisk(node);
  const course = courseOf(node.faults.takeAppendFault());
  later(course.commitAfterMs, () => {
    const outcome = course.commits ? node.storage.append(stream, expected, events) : undefined;
    later(course.answerAfterMs, () => {
      if (course.answer === 'silent') return;
      if (course.answer === 'cut') node.faults.resetPeer(call.getPeer());
      else if (course.answer === 'unavailable') call.emit('error', unavailable());
      else answer(resultOf(course.answer === 'timeout' ? undefined : outcome, stream, expected));
    });
  });

  function answer(result: Parameters<typeof batchAnswer>[2]): void {
    if (!call.cancelled) call.write(batchAnswer(correlationId, stream, result));
  }
}

function resultOf(
  outcome: AppendOutcome | undefined,
  stream: string,
  expected: ExpectedRevision,
): Parameters<typeof batchAnswer>[2] {
  if (outcome === undefined) return { error: batchTimeout() };
  if (outcome.kind === 'stream-deleted') return { error: batchDeleted(stream) };
  if (outcome.kind === 'wrong-expected-version') return { error: batchConflict(outcome.current, expected) };
  return { success: batchSuccess(outcome.revision, outcome.position) };
}
