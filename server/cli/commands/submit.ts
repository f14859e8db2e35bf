import { text } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { taskTypes } from '#shared/priority.ts';
import type { Task } from '#shared/task.ts';
import type { ApiClient } from '../apiClient.ts';
import { UsageError } from '../cliErrors.ts';
import { switchyardCommand } from '../commandLine.ts';
import { oneLine } from '../displayText.ts';
import { followToEnd } from '../followToEnd.ts';
import { formatTime } from '../formatQuantity.ts';
import { openClient } from '../openClient.ts';
import { collectPair, parseSeconds, parseTime, parseWholeNumber } from '../parseOptions.ts';
import { resolveTaskId } from '../resolveTaskId.ts';
import {
  type ContinuedTask,
  callersFolder,
  promptDefinitionFrom,
  type SubmitOptions,
  taskDefinitionFrom,
} from '../taskDefinitionFrom.ts';
import { waitInWords } from '../taskReport.ts';
import { exitCodeOf, resultInWords } from '../taskResult.ts';
import { aside, note, print } from '../terminal.ts';

type Options = SubmitOptions & { prompt?: string; continue?: string; follow?: true; json?: true };

/** `submit`: sends a task; with `--follow` it is then as if its command ran here. */
export function addSubmit(program: Command): void {
  program
    .command('submit')
    .description('submit a task: a program and its arguments, run without a shell, or a prompt for Claude')
    .usage('[options] -- <program> [args...]   or: submit [options] --prompt <text>')
    .argument('[program]', 'the program to run')
    .argument('[args...]', 'its arguments, passed on as they are')
    .passThroughOptions()
    .option('--prompt <text>', 'what Claude is to do, in place of a program; - reads it from stdin')
    .option('--continue <id>', 'with --prompt: go on with the conversation of that finished task')
    .option('--name <text>', 'what lists call it (default: the command line, or the prompt’s first line)')
    .option('--project <id>', 'the project it belongs to', 'default')
    .option('--cwd <folder>', 'where it runs (default: the folder you are in)')
    .option('--priority <n>', '1 to 10, 10 is the highest (default: 5)', parseWholeNumber)
    .addOption(new Option('--type <type>', 'how urgent it is (default: normal)').choices(taskTypes))
    .option('--timeout <time>', 'running time until it is ended: 90, 10m, 2h (default: 1h)', parseSeconds)
    .option('--retries <n>', 'how often it is tried again after a failure (default: 0)', parseWholeNumber)
    .option('--retry-delay <time>', 'wait before the first retry; it doubles (default: 60s)', parseSeconds)
    .option('--env <NAME=value>', 'a variable for it; may be repeated', collectPair)
    .option('--tag <name=value>', 'a tag to find it by; may be repeated', collectPair)
    .option('--at <time>', 'not before: "2026-03-01 14:05", or with a zone 2026-03-01T14:05:00Z', parseTime)
    .addOption(
      new Option('--delay <time>', 'not before that time from now: 90, 10m, 2h')
        .argParser(parseSeconds)
        .conflicts('at'),
    )
    .option(
      '--idempotency-key <key>',
      'the same key within 24 hours finds the first task, and makes no other',
    )
    .option('-f, --follow', 'print its output until it ends, and exit as it did')
    .option('--json', 'print the task as JSON; with --follow, once it has ended')
    .action(submit);
}

async function submit(
  program: string | undefined,
  args: string[],
  options: Options,
  command: Command,
): Promise<void> {
  const client = openClient();
  const here = callersFolder(process.env, process.cwd());
  const definition =
    options.prompt === undefined
      ? taskDefinitionFrom(givenProgram(program, options), args, options, here)
      : promptDefinitionFrom(
          await givenPrompt(options.prompt, program),
          options,
          here,
          await continuedTask(client, options, command),
        );
  const answer = await client.submitTask(definition);
  if (options.follow) return follow(client, answer.read(), options);
  if (options.json) return print(answer.text);
  const task = answer.read();
  print(`Submitted ${task.id}: ${oneLine(task.name)}`);
  if (task.blocked_on) print(`Waiting: ${waitInWords(task.blocked_on, new Date())}`);
  if (task.scheduled_at !== null) print(`Runs not before ${formatTime(task.scheduled_at)}`);
  print(`Follow it: ${switchyardCommand('logs -f', task.id)}`);
}

function givenProgram(program: string | undefined, options: Options): string {
  if (options.continue !== undefined)
    throw new UsageError('--continue goes on with a conversation: say with --prompt what comes next.');
  if (program === undefined)
    throw new UsageError('Give a program to run, or --prompt with a text for Claude.');
  return program;
}

async function givenPrompt(prompt: string, program: string | undefined): Promise<string> {
  if (program !== undefined) throw new UsageError('Give either a program or --prompt, not both.');
  const read = prompt === '-' ? await text(process.stdin) : prompt;
  if (read.trim() === '') throw new UsageError('The prompt is empty.');
  return read;
}

async function continuedTask(
  client: ApiClient,
  options: Options,
  command: Command,
): Promise<ContinuedTask | undefined> {
  if (options.continue === undefined) return undefined;
  const conflicting = ['project', 'cwd'].find((each) => command.getOptionValueSource(each) === 'cli');
  if (conflicting)
    throw new UsageError(
      `--${conflicting} doesn't go with --continue: it is as in the task that is continued.`,
    );
  return (await client.readTask(await resolveTaskId(client, options.continue))).read();
}

async function follow(client: ApiClient, task: Task, { json }: Options): Promise<void> {
  aside(`Submitted ${task.id}: ${oneLine(task.name)}`);
  // Until the end is known, an end of this process must not look like a success of the task.
  process.exitCode = 1;
  process.once('SIGINT', () => {
    note(`\nThe task goes on. To stop it: ${switchyardCommand('cancel', task.id)}`);
    process.exit(130);
  });
  const answer = await followToEnd(client, task.id, { silent: json === true });
  const ended = answer.read();
  if (json) print(answer.text);
  aside(resultInWords(ended));
  process.exitCode = exitCodeOf(ended);
}
