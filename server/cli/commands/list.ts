import { type Command, Option } from 'commander';
import { LIST_LIMIT_MAX, taskSorts } from '#shared/api.ts';
import { taskStates } from '#shared/taskState.ts';
import { emptyListInWords, type ListOptions, listQueryFrom, moreInWords } from '../listQueryFrom.ts';
import { openClient } from '../openClient.ts';
import { collectPair, parseWholeNumber } from '../parseOptions.ts';
import { taskTable } from '../taskTable.ts';
import { paintFor, print, terminalWidth } from '../terminal.ts';

/** `list`: tasks, the newest first. */
export function addList(program: Command): void {
  program
    .command('list')
    .description('list tasks, the newest first')
    .addOption(
      new Option('--status <status...>', 'only with that status; may be repeated').choices([
        ...taskStates,
        'cancelled',
      ]),
    )
    .option('--mine', 'only your own')
    .addOption(new Option('--user <id>', 'only of that user').conflicts('mine'))
    .option('--project <id>', 'only of that project')
    .option('--kind <kind>', 'only of that kind')
    .option('--tag <name=value>', 'only with that tag; may be repeated', collectPair)
    .option('--text <text>', 'only with that text in the name or the command')
    .addOption(new Option('--sort <order>', 'the order (default: -created_at)').choices(taskSorts))
    .option('--limit <n>', `how many, at most ${LIST_LIMIT_MAX} (default: 50)`, parseWholeNumber)
    .option('--cursor <cursor>', 'go on where an earlier list stopped')
    .option('--json', 'print the list as JSON')
    .action(list);
}

async function list(options: ListOptions & { json?: true }): Promise<void> {
  const client = openClient();
  const answer = await client.listTasks(listQueryFrom(options));
  if (options.json) return print(answer.text);
  const found = answer.read();
  if (found.items.length === 0) return print(emptyListInWords(options));
  const look = { now: new Date(), width: terminalWidth(process.stdout), paint: paintFor(process.stdout) };
  print(taskTable(found.items, look).join('\n'));
  const more = moreInWords(found);
  if (more !== undefined) print(more);
}
