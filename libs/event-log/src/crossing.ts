import { DatabaseUnavailable } from './database/unavailable.js';
import { LogUnavailable } from './port.js';

/** An error as it crosses from one thread to the other: a copy has no class and no members of its own. */
export interface Fault {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
}

export function faultOf(error: unknown): Fault {
  const { name, code, message } = error as Error & { readonly code?: string };
  return { name, code, message };
}

/** The error again; what has no class here is a plain one with the same message. */
export function errorOf({ name, code, message }: Fault): Error {
  if (name === 'LogUnavailable') return new LogUnavailable(code as LogUnavailable['code'], message);
  if (name === 'DatabaseUnavailable') return new DatabaseUnavailable(code as DatabaseUnavailable['code'], message);
  if (name === 'RangeError') return new RangeError(message);
  return new Error(message);
}
