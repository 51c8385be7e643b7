import type { MessagePort, Worker } from 'node:worker_threads';
import {
  errorOf as logErrorOf,
  faultOf as logFaultOf,
  type AppendBatch,
  type AppendResult,
  type EventLog,
  type Fault as LogFault,
  type Position,
} from '#event-log';
import { EntryRefused, KeyringUnavailable, type EntryRefusal } from '#vault';
import type { DraftBatch } from './writer.js';

/** What the thread that decides and the thread that writes say to each other; each message is copied. */
export type Asked =
  | { readonly kind: 'write'; readonly batch: DraftBatch }
  | { readonly kind: 'append'; readonly batch: AppendBatch }
  | { readonly kind: 'find-command'; readonly stream: string; readonly commandId: string }
  | {
      readonly kind: 'replace-sealed';
      readonly position: Position;
      readonly keyId: string;
      readonly box: Uint8Array | undefined;
    }
  | { readonly kind: 'remove-groups'; readonly keyId: string }
  | { readonly kind: 'forget-keys' }
  | { readonly kind: 'close' };
export interface Request {
  readonly id: number;
  readonly asked: Asked;
}

export type Answered = AppendResult | Awaited<ReturnType<EventLog['findCommand']>> | number | undefined;
export type Answer = { readonly id: number; readonly value: Answered } | { readonly id: number; readonly fault: Fault };
export type FromWriter =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly fault: Fault }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] };

/** An error of log or vault as it crosses from one thread to the other. */
export interface Fault extends LogFault {
  readonly pointer: string | undefined;
}

export function faultOf(error: unknown): Fault {
  return { ...logFaultOf(error), pointer: (error as { pointer?: string }).pointer };
}

export function errorOf(fault: Fault): Error {
  const { name, code, message, pointer } = fault;
  if (name === 'KeyringUnavailable') return new KeyringUnavailable(code as KeyringUnavailable['code'], message);
  if (name !== 'EntryRefused') return logErrorOf(fault);
  // The message names the place already.
  return Object.assign(new EntryRefused(code as EntryRefusal, message), { pointer });
}

/** One end of what two threads speak over. */
export interface Line {
  send(message: unknown): void;
  hear(listener: (message: never) => void): void;
  close(): void;
}

/** The port of a channel, or the port of a thread to its parent. */
export const lineOver = (port: MessagePort): Line => ({
  send: (message) => port.postMessage(message),
  hear: (listener) => void port.on('message', listener as (message: unknown) => void),
  close: () => port.close(),
});
/** The port of a thread that was started here; it closes with the thread. */
export const lineTo = (worker: Worker): Line => ({
  send: (message) => worker.postMessage(message),
  hear: (listener) => void worker.on('message', listener as (message: unknown) => void),
  close() {},
});
