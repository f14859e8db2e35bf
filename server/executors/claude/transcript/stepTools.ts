/** The tools that change Claude's list of steps: the list is shown, not they. */
import { z } from 'zod';
import type { StepsChange } from '../cliMessages.ts';

const STEP_TOOLS = new Set(['TodoWrite', 'TaskCreate', 'TaskUpdate']);
export const isStepTool = (tool: string) => STEP_TOOLS.has(tool);

const todosSchema = z.object({ todos: z.array(z.object({ content: z.string(), status: z.string() })) });
const createSchema = z.object({ subject: z.string() });
const updateSchema = z.object({ taskId: z.string(), status: z.string() });

/** What a subagent's call has changed: of these the CLI tells no more than the answer that Claude reads. */
export function stepsChangeOf(
  tool: string,
  input: Record<string, unknown>,
  answer: string,
): StepsChange | undefined {
  switch (tool) {
    case 'TodoWrite': {
      const { data } = todosSchema.safeParse(input);
      return data && { newTodos: data.todos };
    }
    case 'TaskCreate': {
      const { data } = createSchema.safeParse(input);
      const [, id] = /#(\S+) created/.exec(answer) ?? [];
      return data && id !== undefined ? { task: { id, subject: data.subject } } : undefined;
    }
    default: {
      const { data } = updateSchema.safeParse(input);
      if (!data || !answer.startsWith('Updated')) return undefined;
      return { taskId: data.taskId, statusChange: { to: data.status } };
    }
  }
}
