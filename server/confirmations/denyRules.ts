/** A project's deny rules against what a run asks for: its parsed arguments, never the text as it stands. */
import { resolve } from 'node:path';
import type { DenyRule } from '#shared/denyRule.ts';
import { ACCOUNT_TOOL } from '../tasks/accountQuestions.ts';
import { realPathOf } from '../tasks/projectRules.ts';
import { programsIn } from './commandPrograms.ts';
import type { ShellWord } from './shellReader.ts';

export interface ToolUse {
  tool: string;
  input: unknown;
  /** What relative paths are relative to. */
  workingDir: string;
}

const PATH_KEYS = ['file_path', 'path', 'notebook_path'];

export interface Forbidden {
  rule: DenyRule;
  /** For people and for the run. */
  inWords: string;
}

/** The first rule that forbids it. A command that can't be read for certain may be the one that a rule means. */
export async function findDenyRule(rules: readonly DenyRule[], use: ToolUse): Promise<Forbidden | undefined> {
  if (use.tool === ACCOUNT_TOOL) return undefined;
  for (const rule of rules) {
    const sameTool = rule.tool === '*' || rule.tool.toLowerCase() === use.tool.toLowerCase();
    if (!sameTool) continue;
    const inWords = ruleInWords(rule);
    if (rule.program !== undefined && isUnreadable(use.input))
      return { rule, inWords: `${inWords} (${UNREADABLE})` };
    if (await forbids(rule, use)) return { rule, inWords };
  }
  return undefined;
}

const UNREADABLE =
  'whether it is that can’t be told: write it without here-documents, case, and quotes in braces';

function isUnreadable(input: unknown): boolean {
  const command = stringOf(input, 'command');
  return command !== undefined && programsIn(command) === undefined;
}

/** In words, for people and for the run. */
export function ruleInWords({ tool, program, args = [], path }: DenyRule): string {
  return [tool, program, ...args, path].filter((part) => part !== undefined).join(' ');
}

async function forbids({ program, args = [], path }: DenyRule, use: ToolUse): Promise<boolean> {
  if (program !== undefined) {
    const command = stringOf(use.input, 'command');
    if (command === undefined) return false;
    return (programsIn(command) ?? []).some(
      ({ name, args: given }) => name === program && hasAll(given(), args),
    );
  }
  if (path === undefined) return true;
  const pattern = patternOf(path);
  for (const key of PATH_KEYS) {
    const given = stringOf(use.input, key);
    if (given === undefined) continue;
    const absolute = resolve(use.workingDir, given);
    if (pattern.test(absolute) || pattern.test(await realPathOf(absolute))) return true;
  }
  return false;
}

function stringOf(input: unknown, key: string): string | undefined {
  const value = (input as Record<string, unknown> | null)?.[key];
  return typeof value === 'string' ? value : undefined;
}

/** Short options may stand together or apart. */
function hasAll(given: readonly ShellWord[], wanted: readonly string[]): boolean {
  const letters = new Set(
    given.filter((word) => word && /^-[^-]/.test(word)).flatMap((word) => [...(word ?? '')]),
  );
  return wanted.every(
    (word) =>
      given.includes(word) || (/^-[^-]/.test(word) && [...word].every((letter) => letters.has(letter))),
  );
}

/** `*` and `?` stay within a folder's name; `**` doesn't. */
function patternOf(path: string): RegExp {
  const whole = path.endsWith('/**') ? path.slice(0, -3) : path;
  const source = whole.replace(/\*\*|[*?]|[^*?]+/g, (part) => {
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^${source}${whole === path ? '' : '(/.*)?'}$`, 's');
}
