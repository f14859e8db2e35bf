/** The `onlyIf` of the changes of one transaction; changes that rest on the same one share a statement. */
import type { Statement } from '../store/sql.ts';
import type { Result } from '../store/store.ts';
import type { Change } from './change.ts';

export class Conditions {
  readonly #byText = new Map<string, Statement>();

  constructor(changes: readonly Change[]) {
    for (const { onlyIf } of changes) if (onlyIf) this.#byText.set(textOf(onlyIf), onlyIf);
  }

  get statements(): Statement[] {
    return [...this.#byText.values()];
  }

  /** @param results of the statements, in their order. @returns whether a change's condition holds. */
  answered(results: readonly Result[]): (change: Change) => boolean {
    const found = [...this.#byText.keys()].filter((_, index) => (results[index] as unknown[]).length > 0);
    const holding = new Set(found);
    return ({ onlyIf }) => !onlyIf || holding.has(textOf(onlyIf));
  }
}

function textOf({ sql, values }: Statement): string {
  return `${sql}\n${JSON.stringify(values)}`;
}
