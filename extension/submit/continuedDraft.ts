import { continuedName } from '#shared/continuedName.ts';
import type { TaskSummary } from '#shared/task.ts';
import { continuing, draftOf, type TaskDraft } from './taskDraft.ts';

/** A task that goes on with the conversation of this one, in its folder and with what it was allowed. */
export function continuedDraft(task: TaskSummary, prompt: string): TaskDraft {
  const { context = {}, ...like } = continuing(draftOf(task), task.id);
  // Where the folder stood, and what the first prompt was about, is another story by now.
  const { git, file, ...kept } = context;
  return { ...like, name: continuedName(task.name), context: { ...kept, prompt } };
}
