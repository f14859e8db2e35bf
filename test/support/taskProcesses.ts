/** What the system says of a task's processes, and what a task's history must look like. */
import { readFileSync } from 'node:fs';
import { readProcessTable } from '../../server/processes/processTable.ts';
import { findTree, RUN_VARIABLE, TASK_VARIABLE } from '../../server/processes/processTree.ts';
import type { Task } from '../../shared/task.ts';
import { canMove } from '../../shared/taskState.ts';

/** Pids of the task's processes, whichever run they are of. */
export function processesOf(taskId: string): number[] {
  return findTree({ mark: `${TASK_VARIABLE}=${taskId}` }).map(({ pid }) => pid);
}

/** Looks every 100 ms until it is stopped, and answers when two of the first three runs of a task had processes at once. */
export function watchRuns(taskIds: readonly string[]): { stop(): string[] } {
  const together = new Set<string>();
  const timer = setInterval(() => {
    const table = readProcessTable();
    for (const id of taskIds) {
      const atWork = [1, 2, 3].filter(
        (run) => findTree({ mark: `${RUN_VARIABLE}=${id}.${run}` }, table).length > 0,
      );
      if (atWork.length > 1) together.add(`runs ${atWork.join(' and ')} of task ${id}`);
    }
  }, 100);
  return {
    stop() {
      clearInterval(timer);
      return [...together];
    },
  };
}

/** Every move that the table of states doesn't allow; and versions or links that are missing. */
export function illegalMoves({ history }: Task): string[] {
  return history.flatMap(({ from, to }, index) => {
    if (index === 0) return from === null && to === 'pending' ? [] : [`begins with ${from} → ${to}`];
    const before = history[index - 1]?.to;
    if (from !== before) return [`${to} follows ${before}, but says from ${from}`];
    return from !== null && canMove(from, to) ? [] : [`${from} → ${to}`];
  });
}

/**
 * A script for a task that writes a line when it begins, then one every 50 ms, into `file`: `run at`. So the file
 * tells whether two runs were ever at work together.
 */
export function witnessScript(file: string, forMs: number): string {
  return `
    const { appendFileSync } = require('node:fs');
    const run = process.env.SWITCHYARD_RUN_ID.split('.')[1];
    const tell = () => appendFileSync(${JSON.stringify(file)}, run + ' ' + Date.now() + '\\n');
    tell();
    const timer = setInterval(tell, 50);
    setTimeout(() => clearInterval(timer), ${forMs});`;
}

/** Runs that wrote after a later run had begun, from the text of a witness file. */
export function overlaps(witness: string): string[] {
  let latest = 0;
  return witness
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const run = Number(line.split(' ')[0]);
      if (run < latest) return [`run ${run} was at work beside run ${latest}`];
      latest = run;
      return [];
    });
}

/** Pids of a process's children whose command line holds a name. */
export function childrenNamed(pid: number, name: string): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  return children
    .map(Number)
    .filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(name));
}
