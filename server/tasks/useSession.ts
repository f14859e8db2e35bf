/** A conversation belongs to one live run at a time. */
import { hasLiveRun, statesWhere } from '#shared/taskState.ts';
import type { Statement } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { Transitions } from './applyTransition.ts';
import type { Claim } from './claimRun.ts';
import { type CredentialHold, readCredentialHolds } from './credentialHolds.ts';
import { type RunFailure, waitsForQuestion } from './failRun.ts';
import type { SessionSums } from './sessionEnd.ts';

const IN_USE_WAIT_MS = 5000;

interface SessionDeps {
  store: Store;
  transitions: Transitions;
}

/**
 * Takes a conversation for a run, before its process is there.
 * @returns what it had come to before; or why the run may not begin now.
 */
export async function useSession(
  { store, transitions }: SessionDeps,
  claim: Claim,
  task: TaskRow,
  sessionId: string,
): Promise<SessionSums | { refused: RunFailure }> {
  const hold = (await readCredentialHolds(store)).of(task);
  if (hold) return { refused: usedUp(hold) };
  await store.query('insert ignore into session_uses (session_id, task_id, cost) values (?, ?, 0)', [
    sessionId,
    claim.taskId,
  ]);
  const applied = await transitions.apply({
    taskId: claim.taskId,
    epoch: claim.epoch,
    known: claim.known,
    onlyIf: isFree(sessionId, claim.taskId),
    decide: () => ({
      path: [],
      columns: { sessionId, sessionHost: null },
      also: [
        {
          sql: 'update session_uses set task_id = ? where session_id = ?',
          values: [claim.taskId, sessionId],
        },
        {
          sql: 'update runs set session_id = ? where task_id = ? and number = ?',
          values: [sessionId, claim.taskId, claim.run],
        },
      ],
      actor: 'worker',
      reason: `uses the session ${sessionId}`,
      run: claim.run,
    }),
  });
  if (!applied) return { refused: inUse(sessionId) };
  const [row] = await store.query<{ cost: number; token_usage: string | null; task_id: string }>(
    'select cost, cast(token_usage as char) as token_usage, task_id from session_uses where session_id = ?',
    [sessionId],
  );
  // Changes that share a transaction look before any of them writes: of two that found it free, the last one has it.
  if (row?.task_id !== claim.taskId) return { refused: inUse(sessionId) };
  return { cost: row.cost, usage: JSON.parse(row.token_usage ?? '{}') as Record<string, number> };
}

/** The conversation has begun on this host: a later run may go on with it there. */
export async function keepSession(transitions: Transitions, claim: Claim, host: string): Promise<void> {
  await transitions.apply({
    taskId: claim.taskId,
    epoch: claim.epoch,
    known: claim.known,
    decide: () => ({
      path: [],
      columns: { sessionHost: host },
      actor: 'worker',
      reason: 'the session has begun',
      run: claim.run,
    }),
  });
}

/** Locks the conversation's row, so that of two runs one is first. */
function isFree(sessionId: string, taskId: string): Statement {
  return {
    sql: `select 1 as found from session_uses u where u.session_id = ? and (u.task_id = ? or not exists (
      select 1 from tasks t where t.id = u.task_id and t.status in (?))) for update`,
    values: [sessionId, taskId, statesWhere(hasLiveRun)],
  };
}

function inUse(sessionId: string): RunFailure {
  return {
    errorClass: 'TemporaryFailure',
    message: `the session ${sessionId} is in use by the run of another task`,
    advice: 'Nothing to do: the task is tried again until the session is free, and no retry is counted.',
    park: { until: new Date(Date.now() + IN_USE_WAIT_MS) },
  };
}

/** What was admitted before the account was used up need not find that out by itself. */
function usedUp({ until, detail }: CredentialHold): RunFailure {
  if (!(until instanceof Date)) return waitsForQuestion(until.question, detail);
  return {
    errorClass: 'RateLimitError',
    message: detail,
    advice: `Nothing to do: the task goes on at ${until.toISOString()}, when the limit is reset.`,
    park: { until },
  };
}
