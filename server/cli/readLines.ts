import { ServerAwayError } from './cliErrors.ts';

/**
 * The lines of an answer as they arrive. A last line without its end is left out: it broke off.
 * @throws {ServerAwayError} when the connection breaks; a DOMException `AbortError` when nothing came for `quietMs`.
 */
export async function* readLines(
  response: Response,
  { quietMs, giveUp }: { quietMs: number; giveUp: AbortController },
): AsyncGenerator<string> {
  const quiet = setTimeout(() => giveUp.abort(), quietMs);
  const decoder = new TextDecoder();
  let begun = '';
  try {
    for await (const chunk of response.body ?? []) {
      quiet.refresh();
      const lines = (begun + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
      begun = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw giveUp.signal.aborted ? error : new ServerAwayError(new URL(response.url).origin, error);
  } finally {
    clearTimeout(quiet);
    // Whoever stops reading closes the connection.
    giveUp.abort();
  }
}
