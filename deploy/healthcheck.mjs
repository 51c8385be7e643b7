// HEALTHCHECK of the image: 0 when the server in this container answers, 1 when not. The image has no curl.
const port = process.env.BESLUITSPOOR_PORT || '3000';
const LIMIT_MS = 4_000;
try {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/gezondheid/levend`, {
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
