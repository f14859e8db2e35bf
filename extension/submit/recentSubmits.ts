/** What was submitted from this workspace, the latest first. */
import type * as vscode from 'vscode';
import { z } from 'zod';
import { type TaskDraft, taskDraftSchema } from './taskDraft.ts';

const KEY = 'switchyard.recentSubmits';
const KEPT = 20;

export class RecentSubmits {
  readonly #memento: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(memento: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#memento = memento;
  }

  all(): TaskDraft[] {
    return z.array(taskDraftSchema).safeParse(this.#memento.get(KEY)).data ?? [];
  }

  /** What is about to be submitted, whole: if that fails, it is tried again as it was meant. */
  begin(draft: TaskDraft): Promise<void> {
    return this.#put(draft, draft);
  }

  /** What was submitted. */
  add(draft: TaskDraft): Promise<void> {
    return this.#put(draft, forAnotherTime(draft));
  }

  async #put(draft: TaskDraft, kept: TaskDraft): Promise<void> {
    const key = keyOf(draft);
    const others = this.all().filter((each) => keyOf(each) !== key);
    await this.#memento.update(KEY, [kept, ...others].slice(0, KEPT));
  }
}

function keyOf(draft: TaskDraft): string {
  return JSON.stringify(forAnotherTime(draft));
}

/** Not whom it waited for or when it was to start: neither makes sense another time. */
function forAnotherTime(draft: TaskDraft): TaskDraft {
  const { depends_on, scheduled_at, delay_seconds, id, idempotency_key, ...kept } = draft;
  return kept;
}
