/** Where the command line writes: answers on stdout, progress and errors on stderr. */
export interface Output {
  readonly json: boolean;
}
export function say(output: Output, words: string): void {
  (output.json ? process.stderr : process.stdout).write(`${words}\n`);
}
export function give(output: Output, value: object, words: () => string): void {
  process.stdout.write(output.json ? `${JSON.stringify(value)}\n` : `${words()}\n`);
}

/** A progress line on a terminal, nothing elsewhere. */
export function progress(label: string, total: number): (done: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (done) => {
    process.stderr.write(`\r${label} ${done}/${total}${done === total ? '\n' : ''}`);
  };
}
