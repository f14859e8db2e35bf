import type { DenyRule } from '#shared/denyRule.ts';
import { ConfirmationEntity, type ConfirmationRow } from '../store/confirmation.entity.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import { type AskedQuestion, insertQuestion } from './askedQuestion.ts';
import { findDenyRule } from './denyRules.ts';
import { sameInput } from './sameRequest.ts';

const REMEMBERED_MAX = 500;

export interface Verdict {
  decision: 'allow' | 'deny';
  answeredBy: string;
  reason: string;
}

/** What a rule of the project forbids; undefined: nothing. */
export async function denyByRule(
  { projectId, request }: AskedQuestion,
  deny: readonly DenyRule[],
  workingDir: string,
): Promise<Verdict | undefined> {
  const forbidden = await findDenyRule(deny, { ...request, workingDir });
  if (!forbidden) return undefined;
  return {
    decision: 'deny',
    answeredBy: `project ${projectId}`,
    reason: deniedByRule(projectId, forbidden.inWords),
  };
}

/** What somebody has said for this task before; undefined: ask. */
export async function decideByMemory(store: Store, asked: AskedQuestion): Promise<Verdict | undefined> {
  if (asked.request.kind !== 'permission') return undefined;
  const same = (await readRemembered(store, asked)).filter(({ input }) =>
    sameInput(JSON.parse(input), asked.request.input),
  );
  const found = same.find(({ decision }) => decision === 'deny') ?? same[0];
  if (!found?.decision) return undefined;
  const said = found.reason ? `: ${found.reason}` : '';
  return {
    decision: found.decision,
    answeredBy: found.answeredBy ?? 'nobody',
    reason: `remembered for this task from question ${found.id}${said}`,
  };
}

export const deniedByRule = (projectId: string, rule: string) =>
  `denied by a rule of the project ${projectId}: ${rule}`;

function readRemembered(store: Store, { claim, request }: AskedQuestion): Promise<ConfirmationRow[]> {
  return store
    .entities()
    .find(
      ConfirmationEntity,
      { taskId: claim.taskId, scope: 'task', tool: request.tool, status: { $in: ['allowed', 'denied'] } },
      { orderBy: { answeredAt: 'desc' }, limit: REMEMBERED_MAX },
    );
}

/** The question is a row that never waited. @returns false if the run isn't its worker's any more. */
export async function recordVerdict(
  transitions: Transitions,
  asked: AskedQuestion,
  { decision, answeredBy, reason }: Verdict,
): Promise<boolean> {
  const applied = await transitions.apply({
    taskId: asked.claim.taskId,
    epoch: asked.claim.epoch,
    known: asked.claim.known,
    decide(task) {
      const at = new Date();
      const status = decision === 'allow' ? 'allowed' : 'denied';
      const fate = { status, decision, answeredBy, answeredAt: at, reason, deliveredAt: at };
      return {
        path: [],
        questions: [{ type: 'confirmation.answered', id: asked.id, run: task.runNumber }],
        also: [insertQuestion(asked, at, fate)],
        actor: answeredBy,
        reason,
        run: task.runNumber,
      };
    },
  });
  return applied !== undefined;
}
