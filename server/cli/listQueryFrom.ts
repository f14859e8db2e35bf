import type { TaskList } from '#shared/api.ts';
import { switchyardCommand } from './commandLine.ts';

/** The filters of `list`. */
export interface ListOptions {
  status?: string[];
  mine?: true;
  user?: string;
  project?: string;
  kind?: string;
  tag?: Record<string, string>;
  text?: string;
  sort?: string;
  limit?: number;
  cursor?: string;
}

/** The query of `GET /tasks`; what isn't given is left out. */
export function listQueryFrom(options: ListOptions): URLSearchParams {
  const single = {
    user_id: options.mine ? 'me' : options.user,
    project_id: options.project,
    kind: options.kind,
    text: options.text,
    sort: options.sort,
    limit: options.limit?.toString(),
    cursor: options.cursor,
  };
  const query = new URLSearchParams();
  for (const status of options.status ?? []) query.append('status', status);
  for (const [key, value] of Object.entries(options.tag ?? {})) query.append('tag', `${key}:${value}`);
  for (const [name, value] of Object.entries(single)) if (value !== undefined) query.set(name, value);
  return query;
}

/** What an empty list says: whether anything could be there at all. */
export function emptyListInWords(options: ListOptions): string {
  const { limit, sort, ...filters } = options;
  if (options.cursor !== undefined) return 'No more tasks.';
  const filtered = Object.keys(filters).some((name) => name !== 'json');
  if (filtered) return 'No tasks match.';
  return `No tasks yet. Submit one: ${switchyardCommand('submit -- git log --stat')}`;
}

/** Undefined when the list is at its end. */
export function moreInWords({ items, total, total_exact, next_cursor }: TaskList): string | undefined {
  if (next_cursor === null) return undefined;
  const all = total_exact ? `${total}` : `more than ${total}`;
  return `${items.length} of ${all} tasks. For the next ones add: --cursor ${next_cursor}`;
}
