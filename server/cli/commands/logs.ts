import type { Command } from 'commander';
import { isFinal } from '#shared/taskState.ts';
import type { ApiClient } from '../apiClient.ts';
import { switchyardCommand } from '../commandLine.ts';
import { followToEnd } from '../followToEnd.ts';
import { openClient } from '../openClient.ts';
import { parseWholeNumber } from '../parseOptions.ts';
import { printLogLine } from '../printLog.ts';
import { readWholeLog } from '../readWholeLog.ts';
import { resolveTaskId } from '../resolveTaskId.ts';
import { resultInWords } from '../taskResult.ts';
import { aside, print } from '../terminal.ts';

interface Options {
  follow?: true;
  after?: number;
  json?: boolean;
}

/** `logs`: what a task printed, each line on the stream that it was printed to. */
export function addLogs(program: Command): void {
  program
    .command('logs')
    .description('print what a task printed: its stdout to stdout, its stderr to stderr')
    .argument('<id>', 'its id, or 8 or more characters of its beginning or its end')
    .option('-f, --follow', 'go on until the task is over')
    .option('--after <seq>', 'only the lines after that number, which --json shows as seq', parseWholeNumber)
    .option('--json', 'print each line as JSON, one a line (NDJSON)')
    .action(logs);
}

async function logs(given: string, { follow, after = 0, json = false }: Options): Promise<void> {
  const client = openClient();
  const id = await resolveTaskId(client, given);
  if (follow) {
    const ended = await followToEnd(client, id, { after, json });
    return aside(resultInWords(ended.read()));
  }
  let printed = false;
  for await (const { line, json: text } of readWholeLog(client, id, after)) {
    printed = true;
    if (json) print(text);
    else printLogLine(line);
  }
  if (!printed) await explainNothing(client, id, after);
}

async function explainNothing(client: ApiClient, id: string, after: number): Promise<void> {
  const { status } = (await client.readTask(id)).read();
  const what = after > 0 ? `no line after ${after}` : 'nothing';
  if (isFinal(status)) aside(`The task printed ${what}. It is over: ${status}.`);
  else
    aside(
      `The task has printed ${what} yet; it is ${status}. Follow it: ${switchyardCommand('logs -f', id)}`,
    );
}
