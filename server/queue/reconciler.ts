/** Repairs what a crash or an emptied Redis leaves behind: lost workers' runs, and admitted tasks without a job. */
import type { AlertRaised } from '#shared/alert.ts';
import { isFinal } from '#shared/taskState.ts';
import { alertUndelivered } from '../confirmations/alertUndelivered.ts';
import { forgetSecrets } from '../confirmations/forgetSecrets.ts';
import { errorMessage } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import { revokeDependents } from '../tasks/dependencies.ts';
import { alertEndingLogins } from '../tasks/endingLogins.ts';
import { readLimits } from '../tasks/limits.ts';
import { recoverLostRuns } from '../tasks/recoverLostRuns.ts';
import { findLostWorkers } from '../tasks/workerLease.ts';
import type { AdmittedJobs } from './admittedJobs.ts';
import { CrowdAlerts } from './crowdAlerts.ts';
import type { JobQueues } from './jobQueues.ts';

const REMOVE_EVERY_MS = 5000;
const REVOKE_EVERY_MS = 60_000;

export interface ReconcilerDeps {
  store: Store;
  transitions: Transitions;
  queues: JobQueues;
  admittedJobs: AdmittedJobs;
  /** A lost run has ended for good: its last lines have to be made durable. */
  sealLog: (taskId: string) => Promise<unknown>;
  onWorkersLost: (workerIds: string[]) => void;
  onAlerts: (alerts: AlertRaised[]) => void;
  log: Logger;
}

export class Reconciler {
  readonly #deps: ReconcilerDeps;
  readonly #crowdAlerts: CrowdAlerts;
  /** Tasks that ended with their worker: no further run makes their last lines durable. */
  readonly #unsealed = new Set<string>();
  #removedAt = Number.NEGATIVE_INFINITY;
  #revokedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps;
    this.#crowdAlerts = new CrowdAlerts(deps.store);
  }

  async look(): Promise<void> {
    const { store, onWorkersLost, log } = this.#deps;
    const lost = await findLostWorkers(store);
    if (lost.length > 0) {
      log.warn({ workers: lost }, 'workers were lost');
      onWorkersLost(lost);
    }
    const recovered = await recoverLostRuns(this.#deps);
    if (recovered.length > 0) log.warn({ tasks: recovered }, 'took runs away from lost workers');
    for (const { taskId, status } of recovered) if (isFinal(status)) this.#unsealed.add(taskId);
    await this.#sealLogs();
    const limits = await readLimits(store);
    await this.#deps.queues.applyPauses((name) => limits.of('queue', name).paused, true);
    // MySQL says which tasks are admitted; a job that Redis no longer has is added anew.
    await this.#deps.admittedJobs.keepInOrder();
    await this.#removeAbandoned();
    await this.#revokeDoomed();
    await forgetSecrets(store);
    const alerts = [
      ...(await alertUndelivered(store)),
      ...(await alertEndingLogins(store)),
      ...(await this.#crowdAlerts.look()),
    ];
    if (alerts.length > 0) this.#deps.onAlerts(alerts);
  }

  /** What is not sealed now, since Redis or the storage is away, is sealed at another look. */
  async #sealLogs(): Promise<void> {
    for (const taskId of this.#unsealed) {
      try {
        await this.#deps.sealLog(taskId);
        this.#unsealed.delete(taskId);
      } catch (error) {
        this.#deps.log.warn({ taskId, reason: errorMessage(error) }, 'the log of a lost run is sealed later');
        return;
      }
    }
  }

  /** The net below the one who stored a failure: it may have died before it told the dependents. */
  async #revokeDoomed(): Promise<void> {
    if (performance.now() - this.#revokedAt < REVOKE_EVERY_MS) return;
    while ((await revokeDependents(this.#deps)) > 0);
    this.#revokedAt = performance.now();
  }

  /** Jobs of workers that died between fetching and claiming; their tasks have got new ones, or need none. */
  async #removeAbandoned(): Promise<void> {
    if (performance.now() - this.#removedAt < REMOVE_EVERY_MS) return;
    await this.#deps.queues.removeAbandoned();
    this.#removedAt = performance.now();
  }
}
