import { ConfirmationEntity, type ConfirmationRow } from '../store/confirmation.entity.ts';
import type { Store } from '../store/store.ts';
import type { Transitions } from '../tasks/applyTransition.ts';
import type { ProjectRules } from '../tasks/projectRules.ts';
import { type AskedQuestion, insertQuestion } from './askedQuestion.ts';
import { findDenyRule } from './denyRules.ts';
import { sameInput } from './sameRequest.ts';

const REMEMBERED_MAX = 500;

export interface Verdict {
  decision: 'allow' | 'deny';
  answeredBy: string;
  reason: string;
}

/** What a rule of the project says, or else what somebody has said for this task before; undefined: ask. */
export async function decideByRule(
  store: Store,
  asked: AskedQuestion,
  project: ProjectRules,
  workingDir: string,
): Promise<Verdict | undefined> {
  const forbidden = await findDenyRule(project.deny, { ...asked.request, workingDir });
  if (forbidden)
    return {
      decision: 'deny',
      answeredBy: `project ${project.id}`,
      reason: deniedByRule(project.id, forbidden.inWords),
    };
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
