import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import type { Endpoint } from './faults.js';

/** A refusal as the server sends it: a status, and in the trailers the kind of exception with its particulars. */
export function refusal(code: status, details: string, trailers: Readonly<Record<string, string>> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export const serverNotReady = (): ServiceError => refusal(status.UNAVAILABLE, 'Server Is Not Ready');
export const serverTooBusy = (): ServiceError => refusal(status.UNAVAILABLE, 'Server Is Too Busy');
export const unavailable = (): ServiceError => refusal(status.UNAVAILABLE, 'Connection dropped');
/** The client makes a `TimeoutError` of it; it says nothing of the outcome. */
export const timedOut = (message: string): ServiceError => refusal(status.ABORTED, `Operation timed out: ${message}`);
/** What the framework says when a handler throws. */
export const thrown = (): ServiceError => refusal(status.UNKNOWN, 'Exception was thrown by handler.');
export const unexpected = (what: string): ServiceError => refusal(status.UNKNOWN, `Unexpected ${what}`);
export const unauthenticated = (): ServiceError => refusal(status.UNAUTHENTICATED, 'Unauthenticated');
export const accessDenied = (): ServiceError =>
  refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
export const noLeaderInfo = (): ServiceError => refusal(status.UNKNOWN, 'No leader info available in response');

export const notLeader = ({ address, port }: Endpoint): ServiceError =>
  refusal(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': address,
    'leader-endpoint-port': String(port),
  });

export const streamDeleted = (stream: string): ServiceError =>
  refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const appendTooLarge = (limit: number): ServiceError =>
  refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });

export const missingProperty = (name: string): ServiceError =>
  refusal(status.INVALID_ARGUMENT, `Required Metadata Property '${name}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

/** A deletion that finds the stream elsewhere; numbers below zero are the server's words for no, any, some stream. */
export const wrongVersionAtDelete = (stream: string, expected: bigint, current: bigint): ServiceError =>
  refusal(
    status.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${current}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': String(current),
    },
  );
