import { SYSTEM_PROJECT } from '#shared/project.ts';
import type { ScheduledTask, TaskDefinition } from '#shared/taskDefinition.ts';
import { taskKinds } from '#shared/taskKinds.ts';
import { AppError, invalidFields } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { newTask } from '../tasks/newTask.ts';
import type { Projects } from '../tasks/projects.ts';
import { type NewTask, prepareTask } from '../tasks/submitTask.ts';
import { systemProject } from './systemProject.ts';

export interface TaskTemplate {
  projectId: string;
  /** Whose task it is. */
  userId: string;
  task: ScheduledTask;
}

/**
 * A task as a schedule would make it now.
 * @throws {AppError} 422 with the fields as a schedule has them: `project_id`, `task.…`.
 */
export async function prepareScheduledTask(
  deps: { store: Store; projects: Projects },
  { projectId, userId, task }: TaskTemplate,
): Promise<NewTask> {
  const isSystem = projectId === SYSTEM_PROJECT;
  if (taskKinds[task.kind].submittable === isSystem) {
    throw invalidFields([{ path: 'task.kind', message: `${task.kind} does not belong into this project` }]);
  }
  const definition: TaskDefinition = { ...task, project_id: projectId };
  if (isSystem) return { task: newTask(definition, systemProject, '/', { userId }), key: undefined };
  try {
    return await prepareTask(deps, definition, { userId });
  } catch (error) {
    if (!(error instanceof AppError) || !error.errors) throw error;
    throw invalidFields(
      error.errors.map(({ path, message }) => ({
        path: path === 'project_id' ? path : `task.${path}`,
        message,
      })),
    );
  }
}
