import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Message } from 'google-protobuf';
import codePb from '@eventstore/db-client/generated/code_pb.js';
import sharedPb from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import type { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendOutcome, ExpectedRevision, ProposedEvent, StoredEvent } from './storage.js';

// Between the messages on the wire and what the log of the double holds. Nothing is decided here.

const UUID_FORM = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';
/** How an absent revision is written in an unsigned 64-bit field. */
const UNSIGNED_MINUS_ONE = 18_446_744_073_709_551_615n;

export const streamName = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

function identifierOf(stream: string): StreamIdentifier {
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream, 'utf8'));
  return identifier;
}

/** The revision that a writer expects, from any of the requests that carry one. */
export function expectedOf(options: {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
  getRevision?(): string;
  getStreamPosition?(): string;
}): ExpectedRevision {
  if (options.hasAny()) return { kind: 'any' };
  if (options.hasNoStream()) return { kind: 'no-stream' };
  if (options.hasStreamExists()) return { kind: 'stream-exists' };
  return { kind: 'revision', revision: BigInt(options.getRevision?.() ?? options.getStreamPosition?.() ?? 0) };
}

/** What one proposed message holds; `missing` names a property without which the server refuses it. */
export type Proposal =
  | { readonly kind: 'event'; readonly event: ProposedEvent }
  | { readonly kind: 'missing'; readonly property: string }
  | { readonly kind: 'malformed' };

export function proposalOf(message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage): Proposal {
  const properties = message.getMetadataMap();
  const type = properties.get('type');
  const contentType = properties.get('content-type');
  if (type === undefined) return { kind: 'missing', property: 'type' };
  if (contentType === undefined) return { kind: 'missing', property: 'content-type' };
  const id = (message.getId()?.getString() ?? '').toLowerCase();
  if (!UUID_FORM.test(id) || id === NIL_UUID || type === '') return { kind: 'malformed' };
  const data = message.getData_asU8();
  const metadata = message.getCustomMetadata_asU8();
  return { kind: 'event', event: { id, type, isJson: contentType === 'application/json', data, metadata } };
}

/** The answer to an append on its own call; undefined for what is answered with a status instead. */
export function appendAnswer(outcome: AppendOutcome, expected: ExpectedRevision): AppendResp | undefined {
  const answer = new streamsPb.AppendResp();
  if (outcome.kind === 'stream-deleted') return undefined;
  if (outcome.kind === 'wrong-expected-version') {
    answer.setWrongExpectedVersion(conflictOf(outcome.current, expected));
    return answer;
  }
  const success = new streamsPb.AppendResp.Success();
  if (outcome.revision < 0n) success.setNoStream(new sharedPb.Empty());
  else success.setCurrentRevision(String(outcome.revision));
  if (outcome.position === undefined) {
    success.setNoPosition(new sharedPb.Empty());
  } else {
    const position = new streamsPb.AppendResp.Position();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    success.setPosition(position);
  }
  answer.setSuccess(success);
  return answer;
}

function conflictOf(current: bigint, expected: ExpectedRevision): AppendResp.WrongExpectedVersion {
  const conflict = new streamsPb.AppendResp.WrongExpectedVersion();
  if (current < 0n) conflict.setCurrentNoStream(new sharedPb.Empty());
  else conflict.setCurrentRevision(String(current));
  if (expected.kind === 'any') conflict.setExpectedAny(new sharedPb.Empty());
  else if (expected.kind === 'stream-exists') conflict.setExpectedStreamExists(new sharedPb.Empty());
  else if (expected.kind === 'no-stream') conflict.setExpectedNoStream(new sharedPb.Empty());
  else conflict.setExpectedRevision(String(expected.revision));
  return conflict;
}

/** Success of an append within a batch stream. */
export function batchSuccess(revision: bigint, position: bigint | undefined): BatchAppendResp.Success {
  const success = new streamsPb.BatchAppendResp.Success();
  if (revision < 0n) success.setNoStream(new emptyPb.Empty());
  else success.setCurrentRevision(String(revision));
  if (position === undefined) success.setNoPosition(new emptyPb.Empty());
  else success.setPosition(allPosition(position));
  return success;
}

export function batchConflict(current: bigint, expected: ExpectedRevision): Status {
  const detail = new sharedPb.WrongExpectedVersion();
  if (current < 0n) detail.setCurrentNoStream(new emptyPb.Empty());
  else detail.setCurrentStreamRevision(String(current));
  if (expected.kind === 'any') detail.setExpectedAny(new emptyPb.Empty());
  else if (expected.kind === 'stream-exists') detail.setExpectedStreamExists(new emptyPb.Empty());
  else if (expected.kind === 'no-stream') detail.setExpectedNoStream(new emptyPb.Empty());
  else detail.setExpectedStreamPosition(String(expected.revision));
  return statusOf(
    codePb.Code.ALREADY_EXISTS,
    'WrongExpectedVersion',
    detail,
    'event_store.client.WrongExpectedVersion',
  );
}

export function batchDeleted(stream: string): Status {
  const detail = new sharedPb.StreamDeleted();
  detail.setStreamIdentifier(identifierOf(stream));
  return statusOf(codePb.Code.NOT_FOUND, 'StreamDeleted', detail, 'event_store.client.StreamDeleted');
}

export function batchTooLarge(limit: number): Status {
  const detail = new sharedPb.MaximumAppendSizeExceeded();
  detail.setMaxappendsize(limit);
  const name = 'event_store.client.MaximumAppendSizeExceeded';
  return statusOf(codePb.Code.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', detail, name);
}

export function batchBadRequest(message: string): Status {
  const detail = new sharedPb.BadRequest();
  detail.setMessage(message);
  return statusOf(codePb.Code.INVALID_ARGUMENT, 'BadRequest', detail, 'event_store.client.BadRequest');
}

export const batchTimeout = (): Status =>
  statusOf(codePb.Code.DEADLINE_EXCEEDED, 'Timeout', new sharedPb.Timeout(), 'event_store.client.Timeout');

export const batchAccessDenied = (): Status =>
  statusOf(
    codePb.Code.PERMISSION_DENIED,
    'AccessDenied',
    new sharedPb.AccessDenied(),
    'event_store.client.AccessDenied',
  );

/** "Server Is Not Ready" and its like come without a code. */
export const batchNotHandled = (message: string): Status =>
  statusOf(codePb.Code.OK, message, new emptyPb.Empty(), 'google.protobuf.Empty');

function statusOf(code: codePb.Code, message: string, detail: Message, typeName: string): Status {
  const packed = new anyPb.Any();
  packed.pack(detail.serializeBinary(), typeName);
  const status = new statusPb.Status();
  status.setCode(code);
  status.setMessage(message);
  status.setDetails(packed);
  return status;
}

export function batchAnswer(
  correlationId: UUID | undefined,
  stream: string,
  result: { readonly error: Status } | { readonly success: BatchAppendResp.Success },
): BatchAppendResp {
  const answer = new streamsPb.BatchAppendResp();
  if (correlationId !== undefined) answer.setCorrelationId(correlationId);
  answer.setStreamIdentifier(identifierOf(stream));
  if ('error' in result) answer.setError(result.error);
  else answer.setSuccess(result.success);
  return answer;
}

function allPosition(position: bigint): sharedPb.AllStreamPosition {
  const both = new sharedPb.AllStreamPosition();
  both.setCommitPosition(String(position));
  both.setPreparePosition(String(position));
  return both;
}

/** An event as a read or a subscription sends it. Ids go as text: the client always asks for that. */
export function readAnswer(event: StoredEvent): ReadResp {
  const recorded = new streamsPb.ReadResp.ReadEvent.RecordedEvent();
  const id = new sharedPb.UUID();
  id.setString(event.id);
  recorded.setId(id);
  recorded.setStreamIdentifier(identifierOf(event.stream));
  recorded.setStreamRevision(String(event.revision));
  recorded.setCommitPosition(String(event.position));
  recorded.setPreparePosition(String(event.position));
  const properties = recorded.getMetadataMap();
  properties.set('type', event.type);
  properties.set('created', String(event.created));
  properties.set('content-type', event.isJson ? 'application/json' : 'application/octet-stream');
  recorded.setData(event.data);
  recorded.setCustomMetadata(event.metadata);
  const read = new streamsPb.ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  const answer = new streamsPb.ReadResp();
  answer.setEvent(read);
  return answer;
}

export function confirmation(subscriptionId: string): ReadResp {
  const confirmed = new streamsPb.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(subscriptionId);
  const answer = new streamsPb.ReadResp();
  answer.setConfirmation(confirmed);
  return answer;
}

export function caughtUp(): ReadResp {
  const answer = new streamsPb.ReadResp();
  answer.setCaughtUp(new streamsPb.ReadResp.CaughtUp());
  return answer;
}

export function checkpointAt(position: bigint): ReadResp {
  const checkpoint = new streamsPb.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  const answer = new streamsPb.ReadResp();
  answer.setCheckpoint(checkpoint);
  return answer;
}

export function notFound(stream: string): ReadResp {
  const missing = new streamsPb.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(identifierOf(stream));
  const answer = new streamsPb.ReadResp();
  answer.setStreamNotFound(missing);
  return answer;
}

/** A position or revision from an unsigned field; the highest number stands for the end. */
export function unsigned(text: string): bigint | 'end' {
  const value = BigInt(text);
  return value === UNSIGNED_MINUS_ONE ? 'end' : value;
}
