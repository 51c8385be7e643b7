/** What another server answered; its body is as long as was allowed at most. */
export interface Fetched {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * Asks another server something. Never follows it elsewhere, never waits longer than `timeoutMs`, and never reads more
 * than `maxBytes`: whoever answers is not ours.
 */
export async function fetchLimited(
  url: string,
  init: RequestInit,
  limits: { readonly timeoutMs: number; readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<Fetched> {
  const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.timeoutMs)]);
  const response = await fetch(url, { ...init, redirect: 'error', signal });
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > limits.maxBytes) throw new Error(`het antwoord is langer dan ${limits.maxBytes} bytes`);
    parts.push(part);
  }
  return { status: response.status, body: Buffer.concat(parts) };
}

/** Why no answer came, in words; `fetch` itself only says that it failed. */
export function whyNoAnswer(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return 'geeft geen antwoord';
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === undefined ? message : `is niet te bereiken (${code})`;
}
