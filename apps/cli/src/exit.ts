/** Exit codes of the command line; docs/cli.md is made from EXIT_WORDS. */
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
  /** What was checked is not as it should be. */
  wrong: 5,
  internal: 70,
  /** Ctrl-C: what was under way is whole or not there. */
  interrupted: 130,
} as const;

export const EXIT_WORDS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'Gelukt.',
  refused: 'De regels laten het niet toe. Er is niets vastgelegd; de poging wel.',
  input: 'De invoer is niet juist of niet volledig. Er is niets vastgelegd.',
  unavailable: 'Het logboek, de schijf of de server is nu niet beschikbaar. Er is niets half vastgelegd.',
  token: 'Er is geen geldig token.',
  wrong: 'Er is nagerekend, en er klopt iets niet.',
  internal: 'De fout ligt bij ons.',
  interrupted: 'Onderbroken met Ctrl-C. Er is niets half vastgelegd.',
};

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
