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

  async add(draft: TaskDraft): Promise<void> {
    // Not whom it waited for or when it was to start: neither makes sense another time.
    const { depends_on, scheduled_at, delay_seconds, id, idempotency_key, ...kept } = draft;
    const key = JSON.stringify(kept);
    const others = this.all().filter((each) => JSON.stringify(each) !== key);
    await this.#memento.update(KEY, [kept, ...others].slice(0, KEPT));
  }
}
