import type { sendUnaryData, ServerReadableStream, ServiceError } from '@grpc/grpc-js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { appendTooLarge, missingProperty, streamDeleted, thrown, timedOut, unavailable } from './errors.js';
import type { AppendFault } from './faults.js';
import { appendAnswer, expectedOf, proposalOf, streamName } from './messages.js';
import type { Node } from './node.js';
import { refusalOf } from './node.js';
import type { AppendOutcome, ExpectedRevision, ProposedEvent } from './storage.js';

type Call = ServerReadableStream<AppendReq, AppendResp>;

/** One append as its request stream builds it up. */
interface Request {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: ProposedEvent[];
  bytes: number;
}

/** How an append went wrong on the way: what becomes of the commit, and what of the answer. */
export interface Course {
  readonly commits: boolean;
  readonly commitAfterMs: number;
  readonly answer: 'given' | 'silent' | 'cut' | 'timeout' | 'unavailable';
  readonly answerAfterMs: number;
}

export function courseOf(fault: AppendFault | undefined): Course {
  const course: Course = { commits: true, commitAfterMs: 0, answer: 'given', answerAfterMs: 0 };
  if (fault === undefined) return course;
  if (typeof fault !== 'string') return { ...course, ...fault };
  if (fault === 'unavailable') return { ...course, commits: false, answer: 'unavailable' };
  const [answer, moment] = fault.split('-', 2) as ['cut' | 'timeout' | 'silent', 'before' | 'after'];
  return { ...course, commits: moment === 'after', answer };
}

export const later = (ms: number, act: () => void): void => {
  if (ms === 0) act();
  else setTimeout(act, ms).unref();
};

/** A write on a full disk ends the process: callers see the connection go, and nobody answers until room was made. */
export function dieOfFullDisk(node: Node): void {
  void node.faults.goDown();
}

/**
 * Appends that each have a call of their own. Calls that run at once are handled in no promised order: those that come
 * in within one turn are committed from the last to the first, so that nobody comes to lean on the order of sending.
 */
export function appendHandler(node: Node): (call: Call, answer: sendUnaryData<AppendResp>) => void {
  const arrived: (() => void)[] = [];
  const inNoPromisedOrder = (commit: () => void): void => {
    if (arrived.push(commit) > 1) return;
    setImmediate(() => {
      while (arrived.length > 0) arrived.pop()!();
    });
  };
  return (call, answer) => {
    let request: Request | undefined;
    let answered = false;
    const reply = (error: ServiceError | null, response?: AppendResp): void => {
      if (answered) return;
      answered = true;
      answer(error, response);
    };
    call.on('data', (message: AppendReq) => {
      if (answered) return;
      const refused = request === undefined ? refusalOf(node, call.metadata) : undefined;
      const error = refused ?? take(message);
      if (error !== undefined) reply(error);
    });
    call.on('end', () => {
      const complete = request;
      if (answered) return;
      if (complete === undefined) reply(thrown());
      else inNoPromisedOrder(() => perform(node, call, complete, reply));
    });

    function take(message: AppendReq): ServiceError | undefined {
      const options = message.getOptions();
      if (options !== undefined) {
        const stream = streamName(options.getStreamIdentifier());
        request = { stream, expected: expectedOf(options), events: [], bytes: 0 };
        return stream === '' ? thrown() : undefined;
      }
      const proposed = message.getProposedMessage();
      return request === undefined || proposed === undefined ? thrown() : add(node, request, proposed);
    }
  };
}

function add(node: Node, request: Request, proposed: AppendReq.ProposedMessage): ServiceError | undefined {
  const proposal = proposalOf(proposed);
  if (proposal.kind === 'missing') return missingProperty(proposal.property);
  if (proposal.kind === 'malformed') return thrown();
  request.bytes += proposal.event.data.length;
  if (request.bytes > node.maxAppendBytes) return appendTooLarge(node.maxAppendBytes);
  request.events.push(proposal.event);
  return undefined;
}

function perform(
  node: Node,
  call: Call,
  { stream, expected, events }: Request,
  reply: (error: ServiceError | null, response?: AppendResp) => void,
): void {
  if (node.faults.diskFull) return dieOfFullDisk(node);
  const course = courseOf(node.faults.takeAppendFault());
  // A caller that has hung up before its append was at turn has it dropped.
  if (call.cancelled && course.commitAfterMs === 0) return;
  later(course.commitAfterMs, () => {
    const outcome = course.commits ? node.storage.append(stream, expected, events) : undefined;
    later(course.answerAfterMs, () => respond(outcome));
  });

  function respond(outcome: AppendOutcome | undefined): void {
    if (course.answer === 'silent') return;
    if (course.answer === 'cut') return node.faults.resetPeer(call.getPeer());
    if (course.answer === 'unavailable') return reply(unavailable());
    if (course.answer === 'timeout' || outcome === undefined) return reply(timedOut('commit timeout'));
    const answer = appendAnswer(outcome, expected);
    if (answer === undefined) reply(streamDeleted(stream));
    else reply(null, answer);
  }
}
