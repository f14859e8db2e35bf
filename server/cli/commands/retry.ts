import type { Command } from 'commander';
import type { Task } from '#shared/task.ts';
import { controlTasks } from '../controlTasks.ts';

/** `retry`: tries failed tasks again. */
export function addRetry(program: Command): void {
  program
    .command('retry')
    .description('try failed tasks again, at once and with all their retries')
    .argument('<ids...>', 'their ids, or 8 or more characters of their beginnings or ends')
    .option('--json', 'print the tasks as JSON')
    .action((ids: string[], { json = false }: { json?: boolean }) =>
      controlTasks('retry', ids, { json, inWords: retryInWords }),
    );
}

function retryInWords({ id, max_retries }: Task): string {
  const left = max_retries > 0 ? `; if it fails again, up to ${max_retries} retries follow` : '';
  return `Task ${id} is tried again at once${left}.`;
}
