export interface PostgresServer {
  readonly url: string;
  readonly port: number;
  /** Also after `halt`, with what was there. */
  start(): Promise<void>;
  /** Ends the server without its saying goodbye to anybody, as a crash would; the folder stays. */
  halt(): Promise<void>;
  /** Ends the server and removes what it kept. */
  stop(): Promise<void>;
}
/** The folder with the server's programs; undefined when there is none that we support. */
export function postgresPrograms(): string | undefined;
/** `durable: false` skips waiting for the disk; `under` is the folder in which the server's own folder is made. */
export function startPostgres(options?: { durable?: boolean; under?: string }): Promise<PostgresServer>;
