/** The one way in which a run's processes are started. */
import { NativeStart } from './nativeStart.ts';
import type { PipedProcess, ProcessPlan, StartedProcess, Starter } from './processPlan.ts';
import { usualStart } from './usualStart.ts';

interface Way {
  starter: Starter;
  /** Why it is the slow one, for an administrator. */
  problem?: string;
}

let finding: Promise<Way> | undefined;

/** Resolves once the process exists. @throws what the system says if it can't be made. */
export async function startProcess(plan: ProcessPlan): Promise<PipedProcess> {
  const { starter } = await wayToStart();
  return starter.start(plan);
}

/** As {@link startProcess}, with the terminal of that path as its own one and as all its streams. */
export async function startInTerminal(plan: ProcessPlan, terminal: string): Promise<StartedProcess> {
  const { starter } = await wayToStart();
  return starter.startInTerminal(plan, terminal);
}

/** Why processes have to be started in the usual way here, which is slower; undefined where they haven't. */
export async function whyStartsAreSlow(): Promise<string | undefined> {
  const { problem } = await wayToStart();
  return problem;
}

function wayToStart(): Promise<Way> {
  finding ??= NativeStart.create().then(
    (starter) => ({ starter }),
    (error) => ({ starter: usualStart, problem: error instanceof Error ? error.message : String(error) }),
  );
  return finding;
}
