import { continuedContext, continuedName } from '#shared/continuedTask.ts';
import type { TaskSummary } from '#shared/task.ts';
import { continuing, draftOf, type TaskDraft } from './taskDraft.ts';

/** A task that goes on with the conversation of this one, in its folder and with what it was allowed. */
export function continuedDraft(task: TaskSummary, prompt: string): TaskDraft {
  const { context = {}, ...like } = continuing(draftOf(task), task.id);
  return { ...like, name: continuedName(task.name), context: continuedContext(context, prompt) };
}
