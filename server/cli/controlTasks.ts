/** What `cancel`, `retry`, `pause` and `resume` share: several tasks, one after the other, whatever becomes of each. */
import type { Task } from '#shared/task.ts';
import type { ControlVerb } from './apiClient.ts';
import { ProblemError } from './cliErrors.ts';
import { openClient } from './openClient.ts';
import { resolveTaskId } from './resolveTaskId.ts';
import { note, paintFor, print } from './terminal.ts';

/**
 * Does it to each task and says what happened; the exit code is 1 when it failed for one of them. With `json` it prints
 * one document: the API's answer, or for several tasks an array of the answers in their order, refusals among them.
 * @throws for the first thing that would fail for every task: a server that is away, a wrong id.
 */
export async function controlTasks(
  verb: ControlVerb,
  given: readonly string[],
  { json, inWords }: { json: boolean; inWords(task: Task): string },
): Promise<void> {
  const client = openClient();
  // All are found before the first is changed: a wrong id then changes nothing.
  const ids: string[] = [];
  for (const each of given) ids.push(await resolveTaskId(client, each));
  const documents: string[] = [];
  for (const id of ids) {
    try {
      const answer = await client.controlTask(id, verb);
      documents.push(answer.text);
      if (!json) print(inWords(answer.read()));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      documents.push(error.text);
      note(paintFor(process.stderr)('red', error.message));
      process.exitCode = 1;
    }
  }
  if (json) print(documents.length === 1 ? (documents[0] ?? '') : `[${documents.join(',')}]`);
}

/** A refusal of this one task; another token or a store that is away would meet the others, too. */
function isRefusal(error: unknown): error is ProblemError {
  return error instanceof ProblemError && [403, 404, 409].includes(error.problem.status);
}
