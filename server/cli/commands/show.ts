import type { Command } from 'commander';
import { switchyardCommand } from '../commandLine.ts';
import { openClient } from '../openClient.ts';
import { resolveTaskId } from '../resolveTaskId.ts';
import { taskReport } from '../taskReport.ts';
import { paintFor, print, terminalWidth } from '../terminal.ts';

/** `show`: one task in full. */
export function addShow(program: Command): void {
  program
    .command('show')
    .description('show a task: its state, why it waits, what went wrong, its timeline and runs')
    .argument('<id>', 'its id, or 8 or more characters of its beginning or its end')
    .option('--json', 'print the task as JSON')
    .action(show);
}

async function show(given: string, options: { json?: true }): Promise<void> {
  const client = openClient();
  const answer = await client.readTask(await resolveTaskId(client, given));
  if (options.json) return print(answer.text);
  const task = answer.read();
  const paint = paintFor(process.stdout);
  print(taskReport(task, { now: new Date(), width: terminalWidth(process.stdout), paint }).join('\n'));
  if (task.runs.length > 0) print(`\n${paint('dim', `Its log: ${switchyardCommand('logs', task.id)}`)}`);
}
