/** Which conversation a run belongs to. */
import { randomUUID } from 'node:crypto';
import type { ClaudeContext } from '#shared/claudeContext.ts';
import type { TaskRow } from '../../store/task.entity.ts';

export interface SessionPlan {
  id: string;
  /** The CLI has it on its disk; otherwise it begins now. */
  resume: boolean;
  /** Undefined: the conversation has it already, and its interrupted turn goes on. */
  prompt: string | undefined;
}

/**
 * An earlier run's conversation goes on where it lies: on the same host. (The folder is the same, since it is the
 * task's.) Otherwise the work begins anew.
 */
export function planSession(
  task: Pick<TaskRow, 'sessionId' | 'sessionHost' | 'continuedSession'>,
  context: Pick<ClaudeContext, 'prompt' | 'session_id'>,
  host: string,
): SessionPlan {
  if (task.sessionId && task.sessionHost === host) {
    return { id: task.sessionId, resume: true, prompt: undefined };
  }
  return newSession(task, context);
}

/** As if no run had been before: in the conversation that the task takes up, or in a new one. */
export function newSession(
  { continuedSession }: Pick<TaskRow, 'continuedSession'>,
  { prompt, session_id }: Pick<ClaudeContext, 'prompt' | 'session_id'>,
): SessionPlan {
  const takenUp = session_id ?? continuedSession ?? undefined;
  return { id: takenUp ?? randomUUID(), resume: takenUp !== undefined, prompt };
}
