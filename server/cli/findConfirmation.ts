import { LIST_LIMIT_MAX } from '#shared/api.ts';
import type { Confirmation } from '#shared/confirmation.ts';
import type { ApiClient } from './apiClient.ts';
import { CliError, UsageError } from './cliErrors.ts';
import { fitsPart, isWholeId, PART_CHARS_MIN } from './idParts.ts';
import { questionLine } from './questionInWords.ts';

/** All questions that wait, the oldest first, as they came and understood. */
export async function readWaiting(client: ApiClient): Promise<{ text: string; items: Confirmation[] }> {
  const answer = await client.listConfirmations(
    new URLSearchParams({ status: 'pending', limit: String(LIST_LIMIT_MAX) }),
  );
  return { text: answer.text, items: answer.read().items.reverse() };
}

/**
 * The question of that id, or the only open one of the task of that id; of both the beginning or the end is enough.
 * @throws {UsageError} for what can't be a part of an id; {CliError} when no open question or several fit.
 */
export async function findConfirmation(client: ApiClient, given: string): Promise<Confirmation> {
  const part = given.trim().toLowerCase();
  if (!/^[0-9a-f-]+$/.test(part) || part.length < PART_CHARS_MIN) {
    throw new UsageError(
      `Give the id of a question or of a task, or ${PART_CHARS_MIN} or more characters of its beginning or its end.`,
    );
  }
  const { items } = await readWaiting(client);
  const found = items.filter(({ id, task_id }) => fitsPart(id, part) || fitsPart(task_id, part));
  const [only, ...more] = found;
  if (only && more.length === 0) return only;
  // It may be closed: the server says what became of it.
  if (!only && isWholeId(part)) return (await client.readConfirmation(part)).read();
  if (!only) throw new CliError(`No question that waits, and no task of one, has an id with ${part}.`);
  throw new CliError(
    [
      `${found.length} questions fit. Give the id of one:`,
      ...found.map((each) => `  ${questionLine(each)}`),
    ].join('\n'),
  );
}
