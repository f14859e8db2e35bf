/** The conversation that a run has: taken before its process is there, and told at its end. */
import { hostname } from 'node:os';
import type { RunEvent } from '../executors/executor.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import type { Claim } from '../tasks/claimRun.ts';
import type { RunFailure } from '../tasks/failRun.ts';
import { type SessionColumns, type SessionSums, sessionColumns } from '../tasks/sessionEnd.ts';
import { keepSession, useSession } from '../tasks/useSession.ts';

type SessionEvent = Extract<RunEvent, { type: 'session' }>;
type EndEvent = Extract<RunEvent, { type: 'completed' | 'error' }>;

export interface RunSessionDeps {
  store: Store;
  transitions: Transitions;
  patiently: <T>(work: () => Promise<T>) => Promise<T | undefined>;
}

export class RunSession {
  readonly #deps: RunSessionDeps;
  readonly #claim: Claim;
  readonly #task: TaskRow;
  #used: { sessionId: string; before: SessionSums } | undefined;

  constructor(deps: RunSessionDeps, claim: Claim, task: TaskRow) {
    this.#deps = deps;
    this.#claim = claim;
    this.#task = task;
  }

  async on({ sessionId, begun, refuse }: SessionEvent): Promise<void> {
    const { patiently, transitions } = this.#deps;
    if (begun) {
      await patiently(() => keepSession(transitions, this.#claim, hostname()));
      return;
    }
    const used = await patiently(() => useSession(this.#deps, this.#claim, this.#task, sessionId));
    if (!used || 'refused' in used) return refuse(used?.refused ?? notOurs);
    // Of a conversation that one run has in several processes, what was before the first of them counts.
    if (this.#used?.sessionId !== sessionId) this.#used = { sessionId, before: used };
  }

  /** Undefined for a run without a conversation. */
  columns(end: EndEvent | undefined): SessionColumns | undefined {
    if (!this.#used) return undefined;
    const spoiled = end?.sessionSpoiled ?? false;
    return sessionColumns(this.#task, { ...this.#used, spoiled, figures: end?.figures });
  }
}

const notOurs: RunFailure = {
  errorClass: 'TemporaryFailure',
  message: 'the run is no longer this worker’s',
  advice: 'Nothing to do: the task runs again by itself while retries are left.',
};
