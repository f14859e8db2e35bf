import type { Command } from 'commander';
import type { Task } from '#shared/task.ts';
import { controlTasks } from '../controlTasks.ts';

/** `cancel`: ends tasks. */
export function addCancel(program: Command): void {
  program
    .command('cancel')
    .description('cancel tasks; what runs is ended with all its processes')
    .argument('<ids...>', 'their ids, or 8 or more characters of their beginnings or ends')
    .option('--json', 'print the tasks as JSON')
    .action((ids: string[], { json = false }: { json?: boolean }) =>
      controlTasks('cancel', ids, { json, inWords: cancelInWords }),
    );
}

function cancelInWords({ id, status }: Task): string {
  if (status === 'revoked') return `Task ${id} is cancelled.`;
  return `Task ${id} is asked to stop (it is ${status}); it is cancelled when all its processes have ended.`;
}
