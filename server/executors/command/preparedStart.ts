/**
 * Starts programs from shells that were started ahead. To start a process, the system copies the page tables of the one
 * that asks, and each page that this one writes next: for a worker that takes milliseconds. So it is done when nobody waits.
 */
import { type SpawnedProgram, type SpawnOptions, spawnProgram } from './spawnProgram.ts';
import { startLine, WaitingShell } from './waitingShell.ts';

/** After a start: before, it would slow down the run that has just begun. */
const PREPARE_AFTER_MS = 10;

export type StartProgram = (
  program: string,
  args: readonly string[],
  options: SpawnOptions,
) => Promise<SpawnedProgram>;

/** As {@link spawnProgram}, with one shell that waits; who comes while there is none isn't kept waiting. */
export function createPreparedStart(): StartProgram {
  let waiting: WaitingShell | undefined;
  let timer: NodeJS.Timeout | undefined;
  const prepare = () => {
    timer = undefined;
    if (!waiting?.lives) waiting = WaitingShell.start();
  };
  const prepareSoon = () => {
    if (timer === undefined) timer = setTimeout(prepare, PREPARE_AFTER_MS).unref();
  };
  prepareSoon();
  return async (program, args, options) => {
    prepareSoon();
    const shell = waiting;
    const line = shell?.lives ? startLine(program, args, options) : undefined;
    if (!shell || line === undefined) return spawnProgram(program, args, options);
    waiting = undefined;
    return shell.become(line);
  };
}
