/** Which tasks a person wants to see: what they type, as the server's query and as a test of a task. */
import { t } from '#shared/l10n.ts';
import type { TaskSummary } from '#shared/task.ts';
import { type TaskState, taskStates } from '#shared/taskState.ts';

export interface TaskFilter {
  /** A part of the name or the command. */
  text?: string;
  projectId?: string;
  /** `me` for one's own. */
  userId?: string;
  statuses?: TaskState[];
  /** Each as `key:value`; all have to be there. */
  tags?: string[];
}

const words = /(?:(project|user|status|tag):(?:"([^"]*)"|(\S+)))|"([^"]*)"|(\S+)/g;

/**
 * Reads `npm test status:failure tag:env:prod user:me project:site`, in any order.
 * @throws Error in plain words for a status that there isn't, or a tag without a value.
 */
export function parseFilter(typed: string): TaskFilter {
  const filter: TaskFilter = {};
  const text: string[] = [];
  for (const [, key, quoted, plain, phrase, word] of typed.matchAll(words)) {
    const value = quoted ?? plain ?? '';
    if (key === 'project') filter.projectId = value;
    else if (key === 'user') filter.userId = value;
    else if (key === 'status') filter.statuses = [...(filter.statuses ?? []), stateOf(value)];
    else if (key === 'tag') filter.tags = [...(filter.tags ?? []), tagOf(value)];
    else text.push(phrase ?? word ?? '');
  }
  if (text.length > 0) filter.text = text.join(' ');
  return filter;
}

export function isEmptyFilter(filter: TaskFilter): boolean {
  return Object.keys(filter).length === 0;
}

/** For `GET /tasks`. */
export function filterQuery({ text, projectId, userId, statuses, tags }: TaskFilter): string {
  const query = new URLSearchParams();
  if (text !== undefined) query.set('text', text);
  if (projectId !== undefined) query.set('project_id', projectId);
  if (userId !== undefined) query.set('user_id', userId);
  for (const status of statuses ?? []) query.append('status', status);
  for (const tag of tags ?? []) query.append('tag', tag);
  return query.toString();
}

/**
 * As the server decides it.
 * @param me one's own id, as far as it is known: whose token it is, only the server can tell.
 */
export function matches(filter: TaskFilter, task: TaskSummary, me: string | undefined): boolean {
  const { text, projectId, userId, statuses, tags } = filter;
  if (text !== undefined && !containsText(task, text.toLowerCase())) return false;
  if (projectId !== undefined && task.project_id !== projectId) return false;
  if (userId !== undefined && task.user_id !== (userId === 'me' ? me : userId)) return false;
  if (statuses !== undefined && !statuses.includes(task.status)) return false;
  return (tags ?? []).every((tag) => {
    const colon = tag.indexOf(':');
    return task.tags[tag.slice(0, colon)] === tag.slice(colon + 1);
  });
}

function containsText({ name, command }: TaskSummary, text: string): boolean {
  return name.toLowerCase().includes(text) || (command ?? '').toLowerCase().includes(text);
}

function stateOf(value: string): TaskState {
  if (value === 'cancelled') return 'revoked';
  const state = taskStates.find((each) => each === value);
  if (!state) throw new Error(t('status:{0} is none of {1}', value, taskStates.join(', ')));
  return state;
}

function tagOf(value: string): string {
  if (!/^[^:]+:/.test(value)) throw new Error(t('tag:{0} needs a value, as in tag:env:prod', value));
  return value;
}
