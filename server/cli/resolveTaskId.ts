import { LIST_LIMIT_MAX } from '#shared/api.ts';
import type { TaskSummary } from '#shared/task.ts';
import type { ApiClient } from './apiClient.ts';
import { CliError, UsageError } from './cliErrors.ts';
import { oneLine } from './displayText.ts';
import { fitsPart, isWholeId, PART_CHARS_MIN } from './idParts.ts';

const MATCHES_SHOWN = 10;

/**
 * The whole id of a task from its beginning or its end, looked for among the latest tasks. The first characters of an
 * id are its time, so tasks of one minute share them: the end tells them apart.
 * @throws {UsageError} for what can't be a part of an id; {CliError} when no task or several have it.
 */
export async function resolveTaskId(client: ApiClient, given: string): Promise<string> {
  const part = given.trim().toLowerCase();
  if (isWholeId(part)) return part;
  if (!/^[0-9a-f-]+$/.test(part)) throw new UsageError(`"${oneLine(given)}" is not the id of a task.`);
  if (part.length < PART_CHARS_MIN || part.length > 36) {
    throw new UsageError(
      `"${part}" is not the id of a task. Give all of it, or ${PART_CHARS_MIN} or more characters of its beginning or its end.`,
    );
  }
  const query = new URLSearchParams({ limit: String(LIST_LIMIT_MAX) });
  const { items } = (await client.listTasks(query)).read();
  return onlyMatch(part, items);
}

function onlyMatch(part: string, tasks: readonly TaskSummary[]): string {
  const matches = tasks.filter(({ id }) => fitsPart(id, part));
  const [match] = matches;
  if (!match) {
    throw new CliError(
      `None of the latest ${LIST_LIMIT_MAX} tasks has an id that begins or ends with ${part}. Give the whole id.`,
    );
  }
  if (matches.length === 1) return match.id;
  const shown = matches.slice(0, MATCHES_SHOWN).map(({ id, name }) => `  ${id}  ${oneLine(name)}`);
  if (matches.length > MATCHES_SHOWN) shown.push(`  … and ${matches.length - MATCHES_SHOWN} more`);
  throw new CliError(
    [
      `${matches.length} tasks have an id that begins or ends with ${part}. Give more of it, or its end:`,
      ...shown,
    ].join('\n'),
  );
}
