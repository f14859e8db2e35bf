/** A task that takes up another one's conversation and folder. */
import type { TaskDefinition } from '#shared/taskDefinition.ts';
import { isFinal } from '#shared/taskState.ts';
import { AppError, invalidFields } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { TaskEntity, type TaskRow } from '../store/task.entity.ts';

type Before = Pick<
  TaskRow,
  'id' | 'projectId' | 'kind' | 'status' | 'workingDir' | 'sessionId' | 'sessionHost'
>;

/**
 * What a definition takes over from the task that it continues; nothing where it continues none.
 * @throws {AppError} 422 for a task that isn't of the project, or that has nothing to take up.
 */
export async function takenUp(
  store: Store,
  definition: TaskDefinition,
): Promise<{ sessionId: string; workingDir: string } | undefined> {
  const { continues: id, project_id } = definition;
  if (id === undefined) return undefined;
  const fields = ['id', 'projectId', 'kind', 'status', 'workingDir', 'sessionId', 'sessionHost'] as const;
  const before: Before | null = await store.entities().findOne(TaskEntity, { id }, { fields });
  // Of another project nobody needs to know whether it is there.
  if (!before || before.projectId !== project_id) {
    throw invalidFields([
      { path: 'continues', message: `there is no task ${id} in the project ${project_id}` },
    ]);
  }
  if (before.kind !== 'claude') throw cannotContinue(id, 'not_claude');
  if (!isFinal(before.status)) throw cannotContinue(id, 'live');
  if (!before.sessionId) throw cannotContinue(id, 'no_session');
  if (!before.sessionHost) throw cannotContinue(id, 'session_gone');
  if (definition.working_dir !== undefined && definition.working_dir !== before.workingDir) {
    const message = `must be left out, or ${before.workingDir}: the conversation lies in that folder`;
    throw invalidFields([{ path: 'working_dir', message }]);
  }
  return { sessionId: before.sessionId, workingDir: before.workingDir };
}

const words = {
  not_claude: 'it is not a task of kind claude',
  live: 'it isn’t over yet; send it a message instead',
  no_session: 'it ended before its conversation began',
  session_gone: 'its conversation can’t be gone on with; submit a new task',
};

function cannotContinue(id: string, reason: keyof typeof words): AppError {
  return new AppError({
    code: 'task.cannot_continue',
    message: `Task ${id} can’t be continued: ${words[reason]}.`,
    status: 422,
    extra: { reason },
  });
}
