/** One run from claim to end: its processes, its log, its result. */
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { AlertRaised } from '#shared/alert.ts';
import { OUTPUT_BYTES_DEFAULT } from '#shared/runLimits.ts';
import { taskKinds } from '#shared/taskKinds.ts';
import { errorMessage } from '../errors.ts';
import type { Executor, RunContext, RunEvent } from '../executors/executor.ts';
import type { Logger } from '../logger.ts';
import { CappedLog } from '../logs/cappedLog.ts';
import type { LiveLog } from '../logs/liveLog.ts';
import type { LogStorage } from '../logs/logStorage.ts';
import { LogWriter } from '../logs/logWriter.ts';
import { createMask } from '../logs/mask.ts';
import { RawLog } from '../logs/rawLog.ts';
import { killTree, RUN_VARIABLE, TASK_VARIABLE } from '../processes/processTree.ts';
import { continueTree, stopTree } from '../processes/stopTree.ts';
import type { TreeSample, TreeSampler, TreeUse } from '../processes/treeSampler.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import { beginRun } from '../tasks/beginRun.ts';
import type { Claim } from '../tasks/claimRun.ts';
import type { RunFailure } from '../tasks/failRun.ts';
import { finishRun, type RunOutcome } from '../tasks/finishRun.ts';
import type { ProjectRules } from '../tasks/projectRules.ts';
import { type SessionColumns, sessionColumns } from '../tasks/sessionEnd.ts';
import { keepSession, useSession } from '../tasks/useSession.ts';
import type { AnswerInbox } from './answerInbox.ts';
import { childEnvironment } from './childEnvironment.ts';
import type { Guard } from './guard.ts';
import type { Lease } from './lease.ts';
import { LimitWatch } from './limitWatch.ts';
import { maskedEvent, maskedFailure } from './maskedEvent.ts';
import { OutputTail } from './outputTail.ts';
import { type ProgressDeps, ProgressKeeper } from './progressKeeper.ts';
import type { RunControl } from './runControl.ts';
import { runOutcome } from './runOutcome.ts';
import { RunQuestions } from './runQuestions.ts';

const STORE_RETRY_MS = 250;

export interface RunDeps extends ProgressDeps {
  config: { storageUrl: string };
  store: Store;
  transitions: Transitions;
  answers: AnswerInbox;
  live: LiveLog;
  storage: LogStorage;
  sampler: TreeSampler;
  guard: Guard;
  lease: Lease;
  executor: Executor;
  childEnv: readonly string[];
  /** What a project allows now. */
  rulesOf: (projectId: string) => Promise<ProjectRules>;
  /** Name → value; variables of the run, hidden in all that it says. */
  secretsOf: (projectId: string) => Promise<Record<string, string> | 'unreadable'>;
  log: Logger;
}

/** Never throws: whatever happens becomes the run's result, or is left to the reconciler. */
export async function runTask(
  deps: RunDeps,
  claim: Claim,
  task: TaskRow,
  control: RunControl,
): Promise<void> {
  const marks = { [TASK_VARIABLE]: claim.taskId, [RUN_VARIABLE]: `${claim.taskId}.${claim.run}` };
  const mark = `${RUN_VARIABLE}=${claim.taskId}.${claim.run}`;
  deps.guard.watch(mark);
  const watched = deps.sampler.watch(mark, (sample) => run.onSample(sample));
  control.stops({
    stop: (wanted) => void stopTree(watched.traces, wanted),
    goOn: () => continueTree(watched.traces),
  });
  const onStarted = (pid: number) => deps.guard.started(mark, watched.started(pid));
  const run: OneRun = new OneRun(deps, claim, task, control, onStarted);
  try {
    // A run before this one may have left something: two of one task must never be at work together.
    if (claim.run > 1) await killTree(() => ({ mark: `${TASK_VARIABLE}=${claim.taskId}` }), 0);
    const project = await run.patiently(() => deps.rulesOf(task.projectId));
    const secrets = await run.patiently(() => deps.secretsOf(task.projectId));
    if (!project || !secrets) return;
    if (secrets === 'unreadable') return await run.finish(run.refuse(unreadableSecrets), watched.stop());
    const outcome = await run.execute({
      task,
      run: claim.run,
      project,
      env: childEnvironment(
        process.env,
        { names: deps.childEnv, prefixes: taskKinds[task.kind].passesOn },
        { ...secrets, ...task.env },
        marks,
      ),
      mask: createMask(Object.values(secrets)),
      signal: control.signal,
      traces: watched.traces,
      input: control.input,
      heard: () => run.heard(),
    });
    await run.finish(outcome, watched.stop());
  } catch (error) {
    deps.log.error({ err: error, taskId: claim.taskId, run: claim.run }, 'a run ended without its result');
  } finally {
    watched.stop();
    deps.guard.forget(mark);
  }
}

const unreadableSecrets: RunFailure = {
  errorClass: 'ConfigurationError',
  message: 'the secrets of the project can’t be read on this worker',
  advice:
    'Start every process with the SWITCHYARD_SECRET_KEY that the secrets were set with, or set them again.',
};

class OneRun {
  readonly #deps: RunDeps;
  readonly #claim: Claim;
  readonly #task: TaskRow;
  readonly #control: RunControl;
  readonly #onStarted: (pid: number) => void;
  readonly #questions: RunQuestions;
  readonly #tails = { stdout: new OutputTail(), stderr: new OutputTail(), system: new OutputTail() };
  readonly #progress: ProgressKeeper;
  #limits: LimitWatch | undefined;
  readonly #raw: RawLog;
  #writer: CappedLog | undefined;
  #startedAt: Date | undefined;
  #begun: Promise<void> | undefined;
  #session: { sessionId: string; costBefore: number } | undefined;
  #end: Extract<RunEvent, { type: 'completed' | 'error' }> | undefined;

  constructor(
    deps: RunDeps,
    claim: Claim,
    task: TaskRow,
    control: RunControl,
    onStarted: (pid: number) => void,
  ) {
    this.#onStarted = onStarted;
    this.#progress = new ProgressKeeper(deps, claim);
    this.#deps = deps;
    this.#claim = claim;
    this.#task = task;
    this.#control = control;
    this.#raw = new RawLog(deps.config.storageUrl, claim.taskId, claim.run);
    this.#questions = new RunQuestions(
      { ...deps, patiently: (work) => this.patiently(work), begun: async () => this.#begun },
      claim,
      task,
      control,
    );
  }

  async execute(context: RunContext): Promise<RunOutcome> {
    const limits = { ...context.project.limits, ...this.#task.limits };
    this.#limits = new LimitWatch(limits, () => this.#control.clock.ms);
    try {
      const { taskId, run } = this.#claim;
      const writer = await LogWriter.open(this.#deps, taskId, run, () => this.#deps.lease.held);
      this.#writer = new CappedLog(writer, limits.output_bytes ?? OUTPUT_BYTES_DEFAULT);
      for await (const event of this.#deps.executor(context))
        await this.#on(maskedEvent(event, context.mask));
    } catch (error) {
      this.#deps.log.error({ err: error, taskId: this.#claim.taskId }, 'the executor failed');
      this.#end = {
        type: 'error',
        failure: maskedFailure(this.#ownFailure(error), context.mask),
        exitCode: null,
        signal: null,
        byItself: true,
      };
    }
    this.#control.clock.stop();
    await this.#questions.close();
    await this.#begun;
    return runOutcome(this.#end, this.#deps.lease.held ? this.#control.reason : 'lost', this.#task);
  }

  /** The end of a run that can't begin. */
  refuse(failure: RunFailure): RunOutcome {
    this.#end = { type: 'error', failure, exitCode: null, signal: null, byItself: true };
    return runOutcome(this.#end, this.#control.reason, this.#task);
  }

  heard(): void {
    this.#limits?.lifeSign();
  }

  onSample(sample: TreeSample): void {
    if (!this.#control.clock.goes || this.#control.signal.aborted) return;
    const failure = this.#limits?.look(sample);
    if (!failure) return;
    this.#control.abort({ failure });
    if (failure.errorClass === 'SilenceTimeout') this.#deps.publish([silenceAlert(this.#task, failure)]);
  }

  /** Before the program was there, nothing was done: that may be tried again. */
  #ownFailure(error: unknown): RunFailure {
    return {
      errorClass: this.#startedAt ? 'SystemFailure' : 'TemporaryFailure',
      message: `Switchyard failed while it ran the task: ${errorMessage(error)}`,
      advice: 'Look into the worker’s log. The disk may be full, or a store away.',
    };
  }

  /** Its lines are durable before the task is final: whoever sees the end can read it all. */
  async finish(outcome: RunOutcome, use: TreeUse): Promise<void> {
    const endedAt = new Date();
    await Promise.all([this.#writer?.close(), this.#raw.flush()]).catch((error) => {
      this.#deps.log.error({ err: error, taskId: this.#claim.taskId }, 'the end of the log was not stored');
    });
    const measures = {
      endedAt,
      duration: Math.round(this.#control.clock.ms) / 1000,
      exitCode: this.#end?.exitCode ?? null,
      signal: this.#end?.signal ?? null,
      ...use,
      stdout: this.#tails.stdout.read(),
      stderr: this.#tails.stderr.read(),
      session: this.#sessionColumns(),
    };
    // A help for people: the end of the run doesn't wait for it.
    await this.#progress.flush().catch((error) => {
      this.#deps.log.warn({ err: error, taskId: this.#claim.taskId }, 'the last progress was not stored');
    });
    await this.patiently(() => finishRun(this.#deps.transitions, this.#claim, outcome, measures));
    this.#writer?.notify();
  }

  async #on(event: RunEvent): Promise<void> {
    switch (event.type) {
      case 'started':
        this.#startedAt = new Date();
        if (event.pid !== undefined) this.#onStarted(event.pid);
        this.#begun = this.#begin(this.#startedAt);
        this.#control.started();
        this.#control.clock.ringAt(this.#task.timeout * 1000, () => this.#control.abort('timeout'));
        return;
      case 'session':
        return this.#onSession(event);
      case 'raw':
        this.#limits?.lifeSign();
        return this.#raw.write(event.line);
      case 'output':
        this.#limits?.lifeSign();
        this.#tails[event.stream].push(event.lines.text);
        return this.#writer?.write(event.stream, event.lines);
      case 'confirmation_required':
        return this.#questions.ask(event.request, event.reply);
      case 'progress':
        return this.#progress.tell(event.progress);
      case 'completed':
      case 'error':
        this.#end = event;
    }
  }

  async #onSession({ sessionId, begun, refuse }: Extract<RunEvent, { type: 'session' }>): Promise<void> {
    if (begun) {
      await this.patiently(() => keepSession(this.#deps.transitions, this.#claim, hostname()));
      return;
    }
    const used = await this.patiently(() => useSession(this.#deps, this.#claim, this.#task, sessionId));
    if (used && 'cost' in used) this.#session = { sessionId, costBefore: used.cost };
    else refuse(used?.refused ?? this.#ownFailure(new Error('the run is no longer this worker’s')));
  }

  #sessionColumns(): SessionColumns | undefined {
    if (!this.#session) return undefined;
    const spoiled = this.#end?.sessionSpoiled ?? false;
    return sessionColumns(this.#task, { ...this.#session, spoiled, figures: this.#end?.figures });
  }

  async #begin(at: Date): Promise<void> {
    const begun = await this.patiently(() => beginRun(this.#deps.transitions, this.#claim, at));
    if (!begun) this.#control.abort('lost');
  }

  /** With MySQL away a run waits for it, as long as it is its worker's; then undefined. */
  async patiently<T>(work: () => Promise<T>): Promise<T | undefined> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        this.#deps.log.warn(
          { taskId: this.#claim.taskId, reason: errorMessage(error) },
          'a run waits for MySQL',
        );
        if (!this.#deps.lease.held) return undefined;
        await delay(STORE_RETRY_MS);
      }
    }
  }
}

function silenceAlert({ id, name, projectId }: TaskRow, { message }: RunFailure): AlertRaised {
  return {
    type: 'alert.raised',
    alert_type: 'silent_run',
    severity: 'warning',
    task_id: id,
    project_id: projectId,
    message: `${name} hung and was ended: ${message}`,
    at: new Date().toISOString(),
  };
}
