/** Which tasks a list or a bulk operation is about, as SQL over the tasks `t`. */
import type { ListTasksQuery } from '#shared/api.ts';
import { SYSTEM_PROJECT } from '#shared/project.ts';
import type { TaskState } from '#shared/taskState.ts';
import { condition, type Statement } from '../store/sql.ts';
import { tagHash } from '../store/tagHash.ts';
import type { Caller } from './submitTask.ts';

/** The fields of a list that say which tasks. */
export type TaskFilter = Pick<ListTasksQuery, 'status' | 'project_id' | 'user_id' | 'kind' | 'tag' | 'text'>;

/** Conditions that all have to hold. */
export function filterConditions(filter: TaskFilter, caller: Caller): Statement[] {
  const { status, project_id, user_id, kind, tag = [], text } = filter;
  const user = user_id === 'me' ? caller.userId : user_id;
  return [
    ...(status ? [condition('t.status in (?)', status.map(stateOf))] : []),
    ofProject('t.project_id', project_id),
    ...(user === undefined ? [] : [condition('t.user_id = ?', user)]),
    ...(kind === undefined ? [] : [condition('t.kind = ?', kind)]),
    ...tag.map((each) =>
      condition('exists (select 1 from task_tags o where o.task_id = t.id and o.tag = ?)', hashOf(each)),
    ),
    ...(text ? [containsText(text)] : []),
  ];
}

/** Without one, what the server does for itself is left out. */
export function ofProject(column: string, projectId: string | undefined): Statement {
  return projectId === undefined
    ? condition(`${column} <> ?`, SYSTEM_PROJECT)
    : condition(`${column} = ?`, projectId);
}

/** @param tag `key:value`; the key ends at the first colon. */
export function hashOf(tag: string): string {
  const colon = tag.indexOf(':');
  return tagHash(tag.slice(0, colon), tag.slice(colon + 1));
}

/** `cancelled` is how people call it. */
function stateOf(status: TaskState | 'cancelled'): TaskState {
  return status === 'cancelled' ? 'revoked' : status;
}

/** The database makes both sides small: no two programs agree on every letter. */
function containsText(text: string): Statement {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const small = 'lower(? collate utf8mb4_bin)';
  return condition(
    `lower(t.name) like ${small} or lower(coalesce(t.command, '')) like ${small}`,
    pattern,
    pattern,
  );
}
