import type { Services } from '../services.ts';
import type { TaskDraft } from './taskDraft.ts';

/** A field of the form, with how it is shown and asked for. */
export interface DraftField {
  label: string;
  icon: string;
  shown(draft: TaskDraft, services: Services): string;
  /** It has several lines, which a box would join without a word. */
  isLong(draft: TaskDraft): boolean;
  /** The draft with what was answered; undefined when nothing was. */
  ask(draft: TaskDraft, services: Services): Promise<TaskDraft | undefined>;
}
