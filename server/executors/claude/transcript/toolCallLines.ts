/** What Claude is about to do with a tool, as people read it: the first line names it, the others belong to it. */
import { relative } from 'node:path';
import { z } from 'zod';
import { shownText } from '#shared/shownText.ts';
import { changedLines } from './changedLines.ts';
import { firstLines, shortened } from './shortened.ts';

/** Whoever reviews has to see all of a command; this is for those that hold a file. */
const COMMAND_CHARS_MAX = 32_000;
const DIFF_LINES_MAX = 20;
const PLAN_LINES_MAX = 200;
const LINE_CHARS_MAX = 500;
const VALUE_CHARS_MAX = 120;

type Input = Record<string, unknown>;

export interface ToolCallLines {
  /** One line, without its mark. */
  title: string;
  lines: string[];
}

/** @param cwd paths in it are shown from there. */
export function toolCallLines(name: string, input: Input, cwd: string): ToolCallLines {
  const [head, ...more] = describers[name]?.(input, cwd) ?? [nameAndValues(name, input)];
  const title = shownText(head ?? name);
  const isCommand = name === 'Bash';
  const indent = isCommand ? '  ' : '    ';
  return {
    title,
    lines: [isCommand ? title : `• ${title}`, ...more.map((line) => `${indent}${shownText(line)}`.trimEnd())],
  };
}

/** By tool: its title, and what belongs to it. */
const describers: Record<string, (input: Input, cwd: string) => string[]> = {
  Bash: ({ command }) => `$ ${shortened(textOf(command), COMMAND_CHARS_MAX)}`.split('\n'),
  Edit: ({ file_path, old_string, new_string, replace_all }, cwd) => [
    `Edit ${pathFrom(file_path, cwd)}${replace_all === true ? ' (everywhere)' : ''}`,
    ...diff(textOf(old_string), textOf(new_string)),
  ],
  Write: ({ file_path, content }, cwd) => [`Write ${pathFrom(file_path, cwd)}`, ...diff('', textOf(content))],
  NotebookEdit: ({ notebook_path, cell_id, new_source, edit_mode }, cwd) => [
    `NotebookEdit ${pathFrom(notebook_path, cwd)}${inBrackets([
      textOf(cell_id) && `cell ${textOf(cell_id)}`,
      edit_mode !== 'replace' && textOf(edit_mode),
    ])}`,
    ...(edit_mode === 'delete' ? [] : diff('', textOf(new_source))),
  ],
  Read: ({ file_path, offset, limit, pages }, cwd) => [
    `Read ${pathFrom(file_path, cwd)}${inBrackets([
      typeof offset === 'number' && `from line ${offset}`,
      typeof limit === 'number' && `${limit} lines`,
      textOf(pages) && `pages ${textOf(pages)}`,
    ])}`,
  ],
  Grep: ({ pattern, path, glob, type }, cwd) => [
    `Grep ${textOf(pattern)}${within(path, cwd)}${inBrackets([textOf(glob), textOf(type)])}`,
  ],
  Glob: ({ pattern, path }, cwd) => [`Glob ${textOf(pattern)}${within(path, cwd)}`],
  WebFetch: ({ url }) => [`WebFetch ${textOf(url)}`],
  WebSearch: ({ query }) => [`WebSearch ${textOf(query)}`],
  ExitPlanMode: ({ plan }) => [
    'ExitPlanMode',
    ...(typeof plan === 'string' ? firstLines(plan.trimEnd().split('\n'), PLAN_LINES_MAX) : []),
  ],
  AskUserQuestion: (input) => ['AskUserQuestion', ...questionLines(input)],
};

function diff(before: string, after: string): string[] {
  const lines = changedLines(before, after).map((line) => shortened(line, LINE_CHARS_MAX));
  return firstLines(lines, DIFF_LINES_MAX);
}

const questionsSchema = z.object({
  questions: z.array(
    z.object({
      question: z.string(),
      options: z.array(z.object({ label: z.string(), description: z.string().optional() })).default([]),
    }),
  ),
});

function questionLines(input: Input): string[] {
  const { questions = [] } = questionsSchema.safeParse(input).data ?? {};
  return questions.flatMap(({ question, options }) => [
    ...question.split('\n'),
    ...options.map(({ label, description }) =>
      oneLine(`  - ${label}${description ? `: ${description}` : ''}`, LINE_CHARS_MAX),
    ),
  ]);
}

function nameAndValues(name: string, input: Input): string {
  const values = Object.entries(input).map(([key, value]) => {
    const words = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return `${key}: ${oneLine(words, VALUE_CHARS_MAX)}`;
  });
  return oneLine([name, values.join(', ')].filter(Boolean).join(' '), LINE_CHARS_MAX);
}

/** The first line, and not too much of it. */
function oneLine(text: string, max: number): string {
  const [line = '', ...more] = text.split('\n');
  return line.length > max || more.length > 0 ? `${line.slice(0, max)}…` : line;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function inBrackets(parts: readonly (string | false)[]): string {
  const said = parts.filter(Boolean);
  return said.length > 0 ? ` (${said.join(', ')})` : '';
}

function within(path: unknown, cwd: string): string {
  return typeof path === 'string' ? ` in ${pathFrom(path, cwd)}` : '';
}

function pathFrom(path: unknown, cwd: string): string {
  const whole = textOf(path);
  if (cwd === '' || !whole.startsWith('/')) return whole;
  const from = relative(cwd, whole);
  return from.startsWith('..') ? whole : from || '.';
}
