/** What a run rests on besides its claim, looked up while the claim is being stored. */
import { taskKinds } from '#shared/taskKinds.ts';
import type { Executor } from '../executors/executor.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { childEnvironment } from './childEnvironment.ts';
import type { RunDeps } from './runTask.ts';

/** A claim that takes longer was held up by something: then the run looks for itself. */
const VALID_MS = 1000;

/**
 * Changes nothing, since the claim may fail.
 * @returns the executor with what it found. What couldn't be found is the run's to tell of.
 */
export async function lookAhead(
  deps: Pick<RunDeps, 'rulesOf' | 'secretsOf' | 'childEnv'>,
  executor: Executor,
  task: TaskRow,
): Promise<Executor> {
  if (!executor.ahead) return executor;
  const begun = performance.now();
  try {
    const [project, secrets] = await Promise.all([
      deps.rulesOf(task.projectId),
      deps.secretsOf(task.projectId),
    ]);
    if (secrets === 'unreadable') return executor;
    const passed = { names: deps.childEnv, prefixes: taskKinds[task.kind].passesOn };
    const env = childEnvironment(process.env, passed, { ...secrets, ...task.env }, {});
    const ahead = executor.ahead({ task, project, env });
    return (context) => (performance.now() - begun < VALID_MS ? ahead : executor)(context);
  } catch {
    return executor;
  }
}
