/** What a run asks, from the question to the answer that its executor hears. */
import { setTimeout as delay } from 'node:timers/promises';
import type { DenyRule } from '#shared/denyRule.ts';
import { type AskedQuestion, isTooLarge } from '../confirmations/askedQuestion.ts';
import { closeConfirmation } from '../confirmations/closeConfirmation.ts';
import {
  decideByMemory,
  deniedByRule,
  denyByRule,
  recordVerdict,
  type Verdict,
} from '../confirmations/decideByRule.ts';
import { markDelivered, readAnswered, replyOf } from '../confirmations/deliverAnswers.ts';
import { findDenyRule } from '../confirmations/denyRules.ts';
import { type Opened, openConfirmation } from '../confirmations/openConfirmation.ts';
import { overruleAnswer } from '../confirmations/overruleAnswer.ts';
import type { ConfirmationReply, ConfirmationRequest } from '../executors/executor.ts';
import type { Logger } from '../logger.ts';
import type { ConfirmationRow } from '../store/confirmation.entity.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import type { Claim } from '../tasks/claimRun.ts';
import { uuidV7 } from '../tasks/newTask.ts';
import { inAccountsName } from './accountClaim.ts';
import type { AnswerInbox } from './answerInbox.ts';
import type { QuestionLog } from './questionLog.ts';
import type { RunControl } from './runControl.ts';
import { unanswered } from './runOutcome.ts';

/** A paused task's question is asked when it goes on: how often it is looked whether it does. */
const PAUSED_LOOK_MS = 500;

/** Of a question that waits for as long as its kind does, whatever the task says. */
const ANSWER_IN_TIME = 'Try it again and answer in time.';

export interface RunQuestionsDeps {
  store: Store;
  transitions: Transitions;
  answers: AnswerInbox;
  questionLog: QuestionLog;
  /** What a project forbids at this moment. */
  denyRulesOf: (projectId: string) => Promise<DenyRule[]>;
  log: Logger;
  /** With MySQL away it waits, as long as the run is its worker's; then undefined. */
  patiently: <T>(work: () => Promise<T>) => Promise<T | undefined>;
  /** Resolves when the task is stored as running. */
  begun: () => Promise<void>;
}

type End = { answer: ConfirmationRow } | 'expired' | 'withdrawn' | 'over';

export class RunQuestions {
  readonly #deps: RunQuestionsDeps;
  readonly #claim: Claim;
  readonly #task: TaskRow;
  readonly #control: RunControl;
  readonly #over = new AbortController();
  readonly #asking = new Set<Promise<void>>();
  /** Questions are opened in their order, one after the other: two alike must not take over the same row. */
  #opening: Promise<unknown> = Promise.resolve();
  #open = 0;
  /** Ids are in the order of the questions, within a millisecond, too. */
  #idTime = 0;

  constructor(deps: RunQuestionsDeps, claim: Claim, task: TaskRow, control: RunControl) {
    this.#deps = deps;
    this.#claim = claim;
    this.#task = task;
    this.#control = control;
  }

  /** Asks, and calls `reply` when there is an answer; never, if the run ends or the question is taken back before. */
  ask(request: ConfirmationRequest, reply: (reply: ConfirmationReply) => void): void {
    this.#keep(this.#ask(request, reply), (reason) => reply({ decision: 'deny', reason }));
  }

  /**
   * A tool is about to be used, whether anybody will be asked or not. Calls `reply` with the reason why it must not, if
   * a rule of the project forbids it; never, if the run ends before.
   */
  check(request: ConfirmationRequest, reply: (forbidden: string | undefined) => void): void {
    this.#keep(this.#check(request, reply), reply);
  }

  /** The run is over: what is still open is closed, or left to the next run, with the run's end. */
  async close(): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#asking);
  }

  #keep(work: Promise<void>, deny: (reason: string) => void): void {
    const asking = work
      .catch((error) => {
        this.#deps.log.error({ err: error, taskId: this.#claim.taskId }, 'a question failed');
        deny('Switchyard failed to ask; see the worker’s log');
      })
      .finally(() => this.#asking.delete(asking));
    this.#asking.add(asking);
  }

  #asked(request: ConfirmationRequest): AskedQuestion {
    this.#idTime = Math.max(Date.now(), this.#idTime + 1);
    return {
      id: uuidV7(this.#idTime),
      claim: this.#claim,
      projectId: this.#task.projectId,
      request,
      timeout: request.timeout ?? this.#task.confirmationTimeout,
    };
  }

  async #check(request: ConfirmationRequest, reply: (forbidden: string | undefined) => void): Promise<void> {
    await this.#deps.begun();
    const asked = this.#asked(request);
    const decided = await this.#deps.patiently(async () => ({ verdict: await this.#denied(asked) }));
    if (!decided) return;
    const { verdict } = decided;
    if (!verdict) return reply(undefined);
    // What can't be kept is denied all the same.
    if (!isTooLarge(request) && !(await this.#record(asked, verdict))) return;
    this.#deps.questionLog.decided(request, verdict);
    reply(verdict.reason);
  }

  async #denied(asked: AskedQuestion): Promise<Verdict | undefined> {
    return denyByRule(asked, await this.#deps.denyRulesOf(asked.projectId), this.#task.workingDir);
  }

  #record(asked: AskedQuestion, verdict: Verdict): Promise<boolean | undefined> {
    const { transitions, patiently } = this.#deps;
    return patiently(() => recordVerdict(transitions, asked, verdict));
  }

  async #ask(request: ConfirmationRequest, reply: (reply: ConfirmationReply) => void): Promise<void> {
    await this.#deps.begun();
    const { questionLog } = this.#deps;
    if (isTooLarge(request)) {
      const reason = 'too large to ask anybody about it';
      questionLog.refused(request, reason);
      return reply({ decision: 'deny', reason });
    }
    const asked = this.#asked(request);
    const opening = this.#opening.then(() => this.#openQuestion(asked, reply));
    this.#opening = opening.catch(() => {});
    const opened = await opening;
    if (opened?.state === 'answered') {
      questionLog.asked(opened.row.id, asked);
      return this.#deliver(opened.row, reply);
    }
    if (opened?.state !== 'open') return;
    questionLog.asked(opened.id, asked);
    await this.#wait(opened, request, reply);
  }

  /** @returns whether nobody needs to be asked. */
  async #decidedByRule(asked: AskedQuestion, reply: (reply: ConfirmationReply) => void): Promise<boolean> {
    const { store, patiently } = this.#deps;
    const verdict = await patiently(
      async () => (await this.#denied(asked)) ?? (await decideByMemory(store, asked)),
    );
    if (!verdict) return false;
    if (!(await this.#record(asked, verdict))) return true;
    this.#deps.questionLog.decided(asked.request, verdict);
    reply({ decision: verdict.decision, reason: verdict.reason });
    return true;
  }

  /** @returns undefined if nobody has to be asked, or nobody asks any more. */
  async #openQuestion(
    asked: AskedQuestion,
    reply: (reply: ConfirmationReply) => void,
  ): Promise<Opened | undefined> {
    if (await this.#decidedByRule(asked, reply)) return undefined;
    for (;;) {
      if (this.#over.signal.aborted || asked.request.withdrawn?.aborted) return undefined;
      const named = await inAccountsName(this.#deps, this.#task, asked, this.#over.signal);
      if (!named) return undefined;
      if ('waitsFor' in named) {
        reply({ decision: 'deny', waitsFor: named.waitsFor });
        return undefined;
      }
      const opened = await this.#deps.patiently(() => openConfirmation(this.#deps, named));
      if (opened?.state !== 'paused') return opened;
      await delay(PAUSED_LOOK_MS);
    }
  }

  async #wait(
    { id, expiresAt }: Extract<Opened, { state: 'open' }>,
    request: ConfirmationRequest,
    reply: (reply: ConfirmationReply) => void,
  ): Promise<void> {
    this.#open++;
    this.#control.hold('waiting_confirmation');
    try {
      let end = await this.#end(id, expiresAt.getTime() - Date.now(), request.withdrawn);
      if (end === 'withdrawn') end = await this.#close(id, 'withdrawn', 'taken back by the run');
      if (end === 'expired') {
        const seconds = request.timeout ?? this.#task.confirmationTimeout;
        const reason = `nobody answered within ${seconds} s`;
        end = await this.#close(id, 'expired', reason);
        if (end === 'expired') {
          // In this order, so that an executor that keeps a conversation can leave the question to its next run.
          this.#control.abort(
            request.timeout
              ? { failure: { ...unanswered(seconds), advice: ANSWER_IN_TIME } }
              : 'confirmation_expired',
          );
          reply({ decision: 'deny', reason });
        }
      }
      if (typeof end === 'object')
        await this.#deliver(end.answer, request.withdrawn?.aborted ? () => {} : reply);
      else this.#deps.questionLog.ended(id, end, this.#control.reason === 'handed_back');
    } finally {
      if (--this.#open === 0) this.#control.goOn('waiting_confirmation');
    }
  }

  /** What comes first. */
  #end(id: string, timeoutMs: number, withdrawn: AbortSignal | undefined): Promise<End> {
    return new Promise((resolve) => {
      const stop = this.#deps.answers.expect(id, (answer) => finish({ answer }));
      const timer = setTimeout(() => finish('expired'), timeoutMs);
      const onWithdrawn = () => finish('withdrawn');
      const onOver = () => finish('over');
      const finish = (end: End) => {
        stop();
        clearTimeout(timer);
        withdrawn?.removeEventListener('abort', onWithdrawn);
        this.#over.signal.removeEventListener('abort', onOver);
        resolve(end);
      };
      if (this.#over.signal.aborted) return onOver();
      if (withdrawn?.aborted) return onWithdrawn();
      this.#over.signal.addEventListener('abort', onOver);
      withdrawn?.addEventListener('abort', onWithdrawn);
      // The answer may have come between the question and this moment.
      this.#deps.answers.answered(id).catch(() => {});
    });
  }

  /** @returns the answer instead, if somebody was quicker. */
  async #close(id: string, status: 'expired' | 'withdrawn', reason: string): Promise<End> {
    const { transitions, store, patiently } = this.#deps;
    const closed = await patiently(() => closeConfirmation(transitions, this.#claim, id, { status, reason }));
    if (closed) return status;
    const [answer] = (await patiently(() => readAnswered(store, [id]))) ?? [];
    return answer ? { answer } : 'over';
  }

  async #deliver(row: ConfirmationRow, reply: (reply: ConfirmationReply) => void): Promise<void> {
    const { store, transitions, patiently, questionLog } = this.#deps;
    const heard = replyOf(row);
    const checked = await patiently(() => this.#forbidden(row, heard));
    // With the lease gone nothing may be allowed any more.
    if (!checked) return;
    const { forbidden } = checked;
    questionLog.answered(row, forbidden);
    if (forbidden !== undefined) {
      await patiently(() => overruleAnswer(transitions, row.taskId, row.id, forbidden));
      reply({ decision: 'deny', reason: forbidden });
    } else reply(heard);
    await patiently(() => markDelivered(store, row.id));
  }

  /** Why what was allowed must not be, if a rule says so by now. */
  async #forbidden(row: ConfirmationRow, heard: ConfirmationReply): Promise<{ forbidden?: string }> {
    if (heard.decision === 'deny') return {};
    const input = heard.updatedInput ?? (JSON.parse(row.input) as unknown);
    const deny = await this.#deps.denyRulesOf(row.projectId);
    const found = await findDenyRule(deny, { tool: row.tool, input, workingDir: this.#task.workingDir });
    return found ? { forbidden: deniedByRule(row.projectId, found.inWords) } : {};
  }
}
