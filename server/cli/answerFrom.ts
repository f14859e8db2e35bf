/** What `answer` sends. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Confirmation, ConfirmationAnswer, QuestionAnswers } from '#shared/confirmation.ts';
import { askLine, canAsk } from './askLine.ts';
import { CliError, UsageError } from './cliErrors.ts';
import { formValuesFrom } from './formValuesFrom.ts';
import { questionInWords } from './questionInWords.ts';
import { note } from './terminal.ts';

export interface AnswerOptions {
  reason?: string;
  text?: string;
  choose?: string[];
  value?: Record<string, string>;
  input?: Record<string, unknown>;
  forTask?: true;
  confirmed?: true;
  json?: true;
}

/** Asks for what is missing, where somebody is there to be asked. */
export async function answerFrom(
  question: Confirmation,
  decision: 'allow' | 'deny',
  options: AnswerOptions,
): Promise<ConfirmationAnswer> {
  const { reason, text, choose, value, input, forTask, confirmed } = options;
  const isForm = question.kind === 'form' && decision === 'allow' && (question.fields?.length ?? 0) > 0;
  if (value !== undefined && !isForm) throw new UsageError('--value is for a form that is allowed.');
  if (question.default_to_no && decision === 'allow' && !confirmed) await askToBeSure(question);
  const values = isForm ? await formValuesFrom(question.fields ?? [], value) : undefined;
  return {
    decision,
    ...(reason === undefined ? {} : { reason }),
    ...(text === undefined ? {} : { text: text === '-' ? await readLine() : text }),
    ...(choose === undefined ? {} : { answers: chosen(question, choose) }),
    ...(values === undefined ? {} : { values }),
    ...(input === undefined ? {} : { updated_input: input }),
    ...(forTask ? { scope: 'task' } : {}),
  };
}

/** @throws {CliError} unless somebody has read it and says so. */
async function askToBeSure(question: Confirmation): Promise<void> {
  if (question.status !== 'pending') return;
  if (!canAsk()) {
    throw new UsageError(
      'This wants a thought before it is allowed. Read all of it (answer <id>), and allow it with --confirmed.',
    );
  }
  note(questionInWords(question));
  const typed = await askLine('Type yes to allow it: ');
  if (typed.trim().toLowerCase() !== 'yes')
    throw new CliError('It was not allowed: the question still waits.');
}

/** One question takes all labels; of several, each takes the one at its place. */
function chosen({ questions }: Confirmation, labels: string[]): QuestionAnswers {
  const asked = (questions ?? []).map(({ question }) => question);
  const [only, ...more] = asked;
  if (only !== undefined && more.length === 0)
    return { [only]: labels.length === 1 ? (labels[0] ?? '') : labels };
  if (asked.length !== labels.length) {
    throw new UsageError(`It asks ${asked.length} questions: give --choose once for each, in their order.`);
  }
  return Object.fromEntries(asked.map((question, index) => [question, labels[index] ?? '']));
}

async function readLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
  lines.close();
  return line ?? '';
}
