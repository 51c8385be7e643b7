import { createReadStream } from 'node:fs';
import { CliError, EXIT } from './exit.js';

/** As much as the server takes for one act. */
const MAX_INPUT_BYTES = 65_536;

/** The text of a file, or of standard input. Stops at what is too much, since an input need not have an end. */
export async function readInputText(file: string | undefined): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of file === undefined ? process.stdin : createReadStream(file)) {
    parts.push(part as Buffer);
    size += (part as Buffer).length;
    if (size > MAX_INPUT_BYTES) throw new CliError(EXIT.input, 'TOO_LARGE', 'De invoer is groter dan 64 KiB.');
  }
  const text = utf8(Buffer.concat(parts));
  if (text.trim() === '')
    throw new CliError(
      EXIT.input,
      'INPUT_EMPTY',
      'Er kwam geen JSON binnen. Geef die met --bestand of op standaardinvoer.',
    );
  return text;
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliError(EXIT.input, 'NOT_UTF8', 'De invoer is geen tekst in UTF-8. Sla het bestand op als UTF-8.');
  }
}
