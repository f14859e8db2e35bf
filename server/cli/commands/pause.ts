import type { Command } from 'commander';
import { controlTasks } from '../controlTasks.ts';

/** `pause`: stops running tasks where they are. */
export function addPause(program: Command): void {
  program
    .command('pause')
    .description('stop every process of running tasks where it is; their time limit stands still')
    .argument('<ids...>', 'their ids, or 8 or more characters of their beginnings or ends')
    .option('--json', 'print the tasks as JSON')
    .action((ids: string[], { json = false }: { json?: boolean }) =>
      controlTasks('pause', ids, {
        json,
        inWords: ({ id }) => `Task ${id} is paused; “resume” lets it go on.`,
      }),
    );
}
