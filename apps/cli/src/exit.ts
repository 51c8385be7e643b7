/** Exit codes of the command line (docs/cli.md). */
export const EXIT = {
  done: 0,
  /** The rules do not allow it. */
  refused: 1,
  /** Wrong or missing input. */
  input: 2,
  /** The log, the disk or the server is not available now. */
  unavailable: 3,
  /** No valid token. */
  token: 4,
  internal: 70,
} as const;

/** A failure that the user can do something about: a Dutch sentence, a stable code and an exit code. */
export class CliError extends Error {
  constructor(
    readonly exit: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function exitOf(status: number): number {
  if (status < 400) return EXIT.done;
  if (status === 401) return EXIT.token;
  if (status === 403 || status === 409 || status === 412) return EXIT.refused;
  return status < 500 ? EXIT.input : EXIT.unavailable;
}
