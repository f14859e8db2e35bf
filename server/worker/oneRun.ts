/** One run, from its first event to its stored end. */
import type { AlertRaised } from '#shared/alert.ts';
import type { DenyRule } from '#shared/denyRule.ts';
import type { ErrorPattern } from '#shared/errorPattern.ts';
import { OUTPUT_BYTES_DEFAULT } from '#shared/runLimits.ts';
import { errorMessage } from '../errors.ts';
import type { Executor, RunContext, RunEvent } from '../executors/executor.ts';
import { failedEvent } from '../executors/failedEvent.ts';
import type { TreeSample, TreeUse } from '../processes/treeSampler.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import { beginRun } from '../tasks/beginRun.ts';
import type { Claim } from '../tasks/claimRun.ts';
import type { RunFailure } from '../tasks/failRun.ts';
import { finishRun, type RunMeasures, type RunOutcome } from '../tasks/finishRun.ts';
import { patiently } from '../tasks/patiently.ts';
import type { AnswerInbox } from './answerInbox.ts';
import { classedEnd, isProgramsFailure } from './errorPatterns.ts';
import type { InputInbox } from './inputInbox.ts';
import { LimitWatch } from './limitWatch.ts';
import { maskedEvent, maskedFailure } from './maskedEvent.ts';
import { type ProgressDeps, ProgressKeeper } from './progressKeeper.ts';
import { QuestionLog } from './questionLog.ts';
import { RunAccount } from './runAccount.ts';
import type { RunControl } from './runControl.ts';
import { runOutcome } from './runOutcome.ts';
import { RunOutput, type RunOutputDeps } from './runOutput.ts';
import { RunQuestions } from './runQuestions.ts';
import { RunSession } from './runSession.ts';
import { runSummary } from './runSummary.ts';

export interface OneRunDeps extends ProgressDeps, RunOutputDeps {
  store: Store;
  transitions: Transitions;
  answers: AnswerInbox;
  inputs: InputInbox;
  executor: Executor;
  /** What a project forbids at this moment. */
  denyRulesOf: (projectId: string) => Promise<DenyRule[]>;
  /** What a project says at this moment that failures mean. */
  errorPatternsOf: (projectId: string) => Promise<ErrorPattern[]>;
}

export class OneRun {
  readonly #deps: OneRunDeps;
  readonly #claim: Claim;
  readonly #task: TaskRow;
  readonly #control: RunControl;
  readonly #onStarted: (pid: number) => void;
  readonly #questions: RunQuestions;
  readonly #progress: ProgressKeeper;
  readonly #session: RunSession;
  readonly #account: RunAccount;
  #limits: LimitWatch | undefined;
  #output: RunOutput | undefined;
  #startedAt: Date | undefined;
  #begun: Promise<void> | undefined;
  #end: Extract<RunEvent, { type: 'completed' | 'error' }> | undefined;

  constructor(
    deps: OneRunDeps,
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
    const patient = { ...deps, patiently: <T>(work: () => Promise<T>) => this.patiently(work) };
    this.#session = new RunSession(patient, claim, task);
    this.#account = new RunAccount(deps, task);
    const questionLog = new QuestionLog((text) => this.#output?.say(text));
    const asking = { ...patient, questionLog, begun: async () => this.#begun };
    this.#questions = new RunQuestions(asking, claim, task, control);
  }

  async execute(context: RunContext): Promise<RunOutcome> {
    const limits = { ...context.project.limits, ...this.#task.limits };
    this.#limits = new LimitWatch(limits, () => this.#control.clock.ms);
    try {
      const bytesMax = limits.output_bytes ?? OUTPUT_BYTES_DEFAULT;
      this.#output = await RunOutput.open(this.#deps, this.#claim, { bytesMax, mask: context.mask });
      for await (const event of this.#deps.executor(context))
        await this.#on(maskedEvent(event, context.mask));
    } catch (error) {
      this.#deps.log.error({ err: error, taskId: this.#claim.taskId }, 'the executor failed');
      this.#end = failedEvent(maskedFailure(this.#ownFailure(error), context.mask));
    }
    this.#control.clock.stop();
    await this.#questions.close();
    await this.#nameFailure();
    return runOutcome(this.#end, this.#deps.lease.held ? this.#control.reason : 'lost', this.#task);
  }

  /** As its project calls it; where that can't be read, the failure keeps the name of its kind's table. */
  async #nameFailure(): Promise<void> {
    const end = this.#end;
    if (!isProgramsFailure(end)) return;
    const { projectId, id: taskId } = this.#task;
    const { errorPatternsOf, log } = this.#deps;
    const patterns = await this.patiently(() => errorPatternsOf(projectId)).catch((error) => {
      log.error({ err: error, taskId, projectId }, 'the project’s error patterns could not be read');
    });
    if (!patterns || patterns.length === 0) return;
    const { stdout = '', stderr = '' } = this.#output?.tails ?? {};
    this.#end = classedEnd(end, projectId, patterns, [stdout, stderr]);
  }

  /** The end of a run that can't begin. */
  refuse(failure: RunFailure): RunOutcome {
    this.#end = failedEvent(failure);
    return runOutcome(this.#end, this.#control.reason, this.#task);
  }

  /** Whether people may say something to it. */
  get #saidTo(): boolean {
    return this.#task.kind === 'claude' || this.#task.pty;
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
    const { log, inputs } = this.#deps;
    const { taskId } = this.#claim;
    const bare = {
      startedAt: this.#startedAt ?? null,
      endedAt: new Date(),
      duration: this.#startedAt ? Math.round(this.#control.clock.ms) / 1000 : null,
      exitCode: this.#end?.exitCode ?? null,
      signal: this.#end?.signal ?? null,
      maxMemory: mostOf(use.maxMemory, this.#end?.peakBytes),
      maxCpu: use.maxCpu,
      stdout: '',
      stderr: '',
      session: undefined,
    };
    const whole = { ...bare, ...this.#output?.tails, session: this.#session.columns(this.#end) };
    // What has arrived must not count as dropped with the task's end.
    await this.patiently(() => inputs.flush()).catch((error) =>
      log.warn({ err: error, taskId }, 'messages unmarked'),
    );
    const summary = runSummary({ ...bare, figures: this.#end?.figures, cost: whole.session?.cost ?? 0 });
    if (summary !== undefined) this.#output?.say(summary);
    await this.#output
      ?.close()
      .catch((error) => log.error({ err: error, taskId }, 'the end of the log was not stored'));
    await this.#account.flush();
    // A help for people: the end of the run doesn't wait for it.
    await this.#progress
      .flush()
      .catch((error) => log.warn({ err: error, taskId }, 'the last progress was not stored'));
    try {
      await this.#storeEnd(outcome, whole);
    } catch (error) {
      // Something of it can't be stored, whenever it is tried: the task must not hang for that.
      log.error({ err: error, taskId }, 'the result of a run could not be stored');
      await this.#storeEnd({ status: 'failure', failure: this.#ownFailure(error) }, bare);
    }
    await this.#begun;
    this.#output?.notify();
    if (this.#saidTo)
      await inputs
        .tellDropped(this.#task)
        .catch((error) => log.warn({ err: error, taskId }, 'dropped messages untold'));
  }

  async #storeEnd(outcome: RunOutcome, measures: RunMeasures): Promise<void> {
    await this.patiently(() => finishRun(this.#deps, this.#claim, outcome, measures));
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
        return this.#session.on(event);
      case 'account':
        return this.#account.tell(event.report);
      case 'raw':
        this.#limits?.lifeSign();
        return this.#output?.writeRaw(event.line);
      case 'output':
        this.#limits?.lifeSign();
        return this.#output?.write(event);
      case 'confirmation_required':
        return this.#questions.ask(event.request, event.reply);
      case 'tool_use':
        return this.#questions.check(event.request, event.reply);
      case 'progress':
        return this.#progress.tell(event.progress);
      case 'completed':
      case 'error':
        this.#end = event;
    }
  }

  async #begin(at: Date): Promise<void> {
    try {
      const begun = await this.patiently(() => beginRun(this.#deps.transitions, this.#claim, at));
      if (!begun) this.#control.abort('lost');
    } catch (error) {
      this.#control.abort({ failure: this.#ownFailure(error) });
    }
  }

  /** With MySQL away a run waits for it, as long as it is its worker's; then undefined. @throws what waiting won't mend. */
  patiently<T>(work: () => Promise<T>): Promise<T | undefined> {
    const { lease, log } = this.#deps;
    return patiently(work, {
      mayWait: () => lease.held,
      onWait: (reason) => log.warn({ taskId: this.#claim.taskId, reason }, 'a run waits for MySQL'),
    });
  }
}

/** The looks at what runs may have missed a short peak. */
function mostOf(seen: number | null, peak: number | undefined): number | null {
  return peak === undefined ? seen : Math.max(peak, seen ?? 0);
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
