import { type Command, Option } from 'commander';
import { missedRules, type NewScheduleInput, overlapRules } from '#shared/schedule.ts';
import { nameOfCommand } from '../commandLine.ts';
import { oneLine } from '../displayText.ts';
import { formatTime } from '../formatQuantity.ts';
import { openClient } from '../openClient.ts';
import { parseWholeNumber } from '../parseOptions.ts';
import { scheduleTable } from '../scheduleTable.ts';
import { callersFolder } from '../taskDefinitionFrom.ts';
import { paintFor, print } from '../terminal.ts';

interface AddOptions {
  cron: string;
  name?: string;
  project: string;
  timezone?: string;
  cwd?: string;
  retries?: number;
  overlap?: NewScheduleInput['overlap'];
  missed?: NewScheduleInput['missed'];
  json?: true;
}

/** `schedule`: rules that submit tasks at their times. */
export function addSchedule(program: Command): void {
  const schedule = program.command('schedule').description('list, add, remove, enable and disable schedules');
  // What comes after the program's name is the program's.
  schedule.enablePositionalOptions();
  schedule
    .command('list', { isDefault: true })
    .description('list schedules')
    .option('--project <id>', 'only of that project')
    .option('--json', 'print the list as JSON')
    .action(list);
  schedule
    .command('add')
    .description('add a schedule: at the times of a cron expression, run a program')
    .usage('--cron "<expression>" [options] -- <program> [args...]')
    .argument('<program>', 'the program to run')
    .argument('[args...]', 'its arguments, passed on as they are')
    .passThroughOptions()
    .requiredOption(
      '--cron <expression>',
      'minute, hour, day of month, month, day of week: "30 2 * * MON-FRI"',
    )
    .option('--name <text>', 'what lists call it and its tasks (default: the command line)')
    .option('--project <id>', 'the project it belongs to', 'default')
    .option('--timezone <zone>', 'such as Europe/Berlin (default: UTC)')
    .option('--cwd <folder>', 'where its tasks run (default: the folder you are in)')
    .option('--retries <n>', 'how often a task is tried again after a failure (default: 3)', parseWholeNumber)
    .addOption(
      new Option('--overlap <rule>', 'while its task is not over (default: skip)').choices(overlapRules),
    )
    .addOption(
      new Option('--missed <rule>', 'when nothing ran at a time (default: run_once)').choices(missedRules),
    )
    .option('--json', 'print the schedule as JSON')
    .action(add);
  schedule
    .command('remove')
    .description('remove a schedule; its tasks stay')
    .argument('<id>', 'its id')
    .option('--json', 'print {id}')
    .action(async (id: string, { json }: { json?: true }) => {
      await openClient().deleteSchedule(id);
      print(json ? JSON.stringify({ id }) : `Schedule ${id} is removed.`);
    });
  for (const verb of ['enable', 'disable'] as const) {
    schedule
      .command(verb)
      .description(`${verb} a schedule`)
      .argument('<id>', 'its id')
      .option('--json', 'print the schedule as JSON')
      .action((id: string, options: { json?: true }) => setEnabled(id, verb === 'enable', options));
  }
}

async function list(options: { project?: string; json?: true }): Promise<void> {
  const query = new URLSearchParams({ limit: '500' });
  if (options.project !== undefined) query.set('project_id', options.project);
  const answer = await openClient().listSchedules(query);
  if (options.json) return print(answer.text);
  const { items } = answer.read();
  if (items.length === 0) return print('There are no schedules.');
  print(scheduleTable(items, paintFor(process.stdout)).join('\n'));
}

async function add(program: string, args: string[], options: AddOptions): Promise<void> {
  const name = options.name ?? nameOfCommand(program, args);
  const answer = await openClient().createSchedule({
    name,
    cron: options.cron,
    project_id: options.project,
    task: {
      name,
      command: program,
      args,
      working_dir: options.cwd ?? callersFolder(process.env, process.cwd()),
      ...(options.retries === undefined ? {} : { max_retries: options.retries }),
    },
    ...(options.timezone === undefined ? {} : { timezone: options.timezone }),
    ...(options.overlap === undefined ? {} : { overlap: options.overlap }),
    ...(options.missed === undefined ? {} : { missed: options.missed }),
  });
  if (options.json) return print(answer.text);
  const made = answer.read();
  print(`Schedule ${made.id} is added: ${oneLine(made.name)}`);
  print(`Its next times: ${made.next_runs.map((time) => formatTime(time)).join(', ')}`);
}

async function setEnabled(id: string, enabled: boolean, options: { json?: true }): Promise<void> {
  const answer = await openClient().changeSchedule(id, { enabled });
  if (options.json) return print(answer.text);
  const { next_fire_at } = answer.read();
  print(
    next_fire_at
      ? `Schedule ${id} is enabled; its next time is ${formatTime(next_fire_at)}.`
      : `Schedule ${id} is disabled.`,
  );
}
