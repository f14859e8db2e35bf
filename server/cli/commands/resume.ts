import type { Command } from 'commander';
import { controlTasks } from '../controlTasks.ts';

/** `resume`: lets paused tasks go on. */
export function addResume(program: Command): void {
  program
    .command('resume')
    .description('let paused tasks go on')
    .argument('<ids...>', 'their ids, or 8 or more characters of their beginnings or ends')
    .option('--json', 'print the tasks as JSON')
    .action((ids: string[], { json = false }: { json?: boolean }) =>
      controlTasks('resume', ids, {
        json,
        inWords: ({ id }) => `Task ${id} goes on.`,
      }),
    );
}
