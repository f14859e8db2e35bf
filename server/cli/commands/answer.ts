import { type Command, InvalidArgumentError } from 'commander';
import type { Confirmation } from '#shared/confirmation.ts';
import { shownText } from '#shared/shownText.ts';
import { type AnswerOptions, answerFrom } from '../answerFrom.ts';
import type { ApiClient } from '../apiClient.ts';
import { oneLine } from '../displayText.ts';
import { findConfirmation, readWaiting } from '../findConfirmation.ts';
import { openClient } from '../openClient.ts';
import { collect, collectPair } from '../parseOptions.ts';
import { questionInWords } from '../questionInWords.ts';
import { print } from '../terminal.ts';

/** `answer`: what runs ask, and the answers to it. */
export function addAnswer(program: Command): void {
  program
    .command('answer')
    .description('answer the question of a run; without a decision, show what is asked')
    .argument('[id]', 'of the question or of its task, or 8 or more characters of its beginning or its end')
    .argument('[decision]', 'allow or deny', parseDecision)
    .option('--reason <text>', 'why; the run hears it')
    .option('--text <text>', 'what a prompt waits for; - reads a line from stdin')
    .option('--choose <label>', 'the answer to each question in its order; again for more than one', collect)
    .option('--value <name=value>', 'a field of a form; may be repeated', collectPair)
    .option('--input <json>', 'allow this input of the tool instead of what it asked for', parseInput)
    .option('--for-task', 'also for the same request later in this task')
    .option('--confirmed', 'you have read all of what wants a thought before it is allowed')
    .option('--json', 'print the question, or all that wait, as JSON')
    .action(
      async (id: string | undefined, decision: 'allow' | 'deny' | undefined, options: AnswerOptions) => {
        const client = openClient();
        if (id === undefined) return list(client, options);
        const question = await findConfirmation(client, id);
        if (decision === undefined)
          return print(options.json ? JSON.stringify(question) : questionInWords(question));
        const answer = await client.answerConfirmation(
          question.id,
          await answerFrom(question, decision, options),
        );
        print(options.json ? answer.text : answeredInWords(answer.read()));
      },
    );
}

async function list(client: ApiClient, { json }: AnswerOptions): Promise<void> {
  const { text, items } = await readWaiting(client);
  if (json) return print(text);
  if (items.length === 0) return print('No run waits for an answer.');
  print(items.map(questionInWords).join('\n\n'));
}

function answeredInWords({ id, status, title }: Confirmation): string {
  return `Question ${id} is ${status}: ${oneLine(shownText(title))}`;
}

function parseDecision(value: string): 'allow' | 'deny' {
  if (value === 'allow' || value === 'deny') return value;
  throw new InvalidArgumentError('It is allow or deny.');
}

function parseInput(value: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Said below, whatever is wrong with it.
  }
  throw new InvalidArgumentError('Give the tool’s whole input as a JSON object.');
}
