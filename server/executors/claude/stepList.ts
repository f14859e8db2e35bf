/** The list of steps that Claude keeps for itself, as its tools change it. */
import type { StepsChange } from './cliMessages.ts';

export interface Step {
  name: string;
  status: string;
}

export class StepList {
  readonly #steps = new Map<string, Step>();

  get steps(): readonly Step[] {
    return [...this.#steps.values()];
  }

  change(change: StepsChange): void {
    if ('newTodos' in change) {
      this.#steps.clear();
      for (const [place, { content, status }] of change.newTodos.entries())
        this.#steps.set(String(place), { name: content, status });
    } else if ('task' in change) {
      this.#steps.set(change.task.id, { name: change.task.subject, status: 'pending' });
    } else if (change.statusChange.to === 'deleted') {
      this.#steps.delete(change.taskId);
    } else {
      // An earlier run of the same session may have begun it.
      const name = this.#steps.get(change.taskId)?.name ?? `#${change.taskId}`;
      this.#steps.set(change.taskId, { name, status: change.statusChange.to });
    }
  }
}
