/** A claimed task, run under its guard until its end is stored. */
import { taskKinds } from '#shared/taskKinds.ts';
import { createMask } from '../logs/mask.ts';
import { pidMoment } from '../processes/pidMoment.ts';
import { killTree, RUN_VARIABLE, TASK_VARIABLE } from '../processes/processTree.ts';
import { continueTree, stopTree } from '../processes/stopTree.ts';
import type { TreeSampler } from '../processes/treeSampler.ts';
import type { TaskRow } from '../store/task.entity.ts';
import type { Claim } from '../tasks/claimRun.ts';
import type { RunFailure } from '../tasks/failRun.ts';
import type { ProjectRules } from '../tasks/projectRules.ts';
import { childEnvironment } from './childEnvironment.ts';
import type { Guard } from './guard.ts';
import { OneRun, type OneRunDeps } from './oneRun.ts';
import type { RunControl } from './runControl.ts';

export interface RunDeps extends OneRunDeps {
  sampler: TreeSampler;
  guard: Guard;
  childEnv: readonly string[];
  /** What a project allows, as it was within the last second. */
  rulesOf: (projectId: string) => Promise<ProjectRules>;
  /** Name → value; variables of the run, hidden in all that it says. */
  secretsOf: (projectId: string) => Promise<Record<string, string> | 'unreadable'>;
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
  const watched = deps.sampler.watch(mark, (sample) => run.onSample(sample), pidMoment());
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
      delivered: (id) => deps.inputs.arrived(id),
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
