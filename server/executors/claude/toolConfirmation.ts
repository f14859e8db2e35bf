/** The CLI's requests to use a tool as questions to people, and people's answers as the CLI takes them. */
import { z } from 'zod';
import type { Mask } from '../../logs/mask.ts';
import type { ConfirmationReply, ConfirmationRequest } from '../executor.ts';
import type { ToolRequest } from './cliMessages.ts';

const TITLE_CHARS_MAX = 200;

const questionsSchema = z.object({
  questions: z.array(
    z.object({
      question: z.string(),
      multiSelect: z.boolean().optional(),
      options: z.array(z.object({ label: z.string(), description: z.string().optional() })).default([]),
    }),
  ),
});

/** @param mask before a text is cut: half a secret can't be told from other text any more. */
export function confirmationOf(
  request: Pick<ToolRequest, 'tool_name' | 'input' | 'description' | 'default_to_no'>,
  mask: Pick<Mask, 'text'>,
): Omit<ConfirmationRequest, 'withdrawn'> {
  const { tool_name: tool, input } = request;
  const asked = tool === 'AskUserQuestion' ? questionsSchema.safeParse(input).data?.questions : undefined;
  if (asked) {
    const questions = asked.map(({ question, options, multiSelect }) => ({
      question,
      options,
      // As in its own dialog, which always has a line for something else.
      free_text: true,
      ...(multiSelect ? { multiple: true } : {}),
    }));
    const detail = asked.map(({ question }) => question).join('\n');
    return {
      kind: 'question',
      title: titleOf(mask.text(asked[0]?.question ?? 'A question')),
      detail,
      tool,
      input,
      questions,
    };
  }
  if (tool === 'ExitPlanMode') {
    const detail = typeof input.plan === 'string' ? input.plan : 'The plan is in the log.';
    return { kind: 'plan', title: 'Claude has a plan and asks to carry it out', detail, tool, input };
  }
  const detail =
    tool === 'Bash' && typeof input.command === 'string' ? input.command : JSON.stringify(input, null, 2);
  const what = usedBy(tool, input);
  return {
    kind: 'permission',
    title: titleOf(mask.text(what === '' ? tool : `${tool}: ${what}`)),
    detail,
    tool,
    input,
    ...(request.description ? { description: request.description } : {}),
    ...(request.default_to_no ? { defaultToNo: true } : {}),
  };
}

/** What a call would use, and not what it is said to be for: a command, a path, an address. */
const TELLING_KEYS = ['command', 'file_path', 'notebook_path', 'path', 'url', 'query', 'pattern', 'skill'];

function usedBy(tool: string, input: Readonly<Record<string, unknown>>): string {
  const told = TELLING_KEYS.map((key) => input[key]).find((value) => typeof value === 'string');
  if (typeof told === 'string') return told;
  const texts = Object.entries(input).filter(([key]) => key !== 'description' || tool === 'Agent');
  return texts.map(([, value]) => value).find((value) => typeof value === 'string') ?? '';
}

/**
 * The CLI's suggestions for lasting permissions are never taken up: they would be written into the user's repository.
 * What is remembered is remembered here.
 */
export function toolResponse(request: ToolRequest, reply: ConfirmationReply): object {
  const toolUseID = request.tool_use_id ?? undefined;
  const deny = (message: string) => ({ behavior: 'deny', message, toolUseID });
  if (reply.decision === 'deny') return deny(reply.reason || 'The user declined this action.');
  const input = z.record(z.string(), z.unknown()).safeParse(reply.updatedInput ?? request.input).data;
  if (!input) return deny('The edited input was not a JSON object.');
  return { behavior: 'allow', updatedInput: { ...input, ...answersOf(reply) }, toolUseID };
}

/** The CLI knows several labels as one text. */
function answersOf({ answers }: ConfirmationReply): object {
  if (!answers) return {};
  const entries = Object.entries(answers).map(([question, labels]) => [question, [labels].flat().join(', ')]);
  return { answers: Object.fromEntries(entries) };
}

/** The first line, cut. */
export function titleOf(text: string): string {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  return line.length > TITLE_CHARS_MAX ? `${line.slice(0, TITLE_CHARS_MAX - 1)}…` : line;
}
