/** Whether two requests are the same, for an answer that was given for the whole task. */
import { canonicalJson } from './canonicalJson.ts';
import { readShell } from './shellReader.ts';

/**
 * The same input; of a shell command the same arguments, however they are quoted, and whatever it is described as. A
 * command that isn't one plain call is the same only as itself.
 */
export function sameInput(remembered: unknown, asked: unknown): boolean {
  const [a, b] = [commandIn(remembered), commandIn(asked)];
  if (!a || !b) return canonicalJson(remembered) === canonicalJson(asked);
  if (canonicalJson(a.rest) !== canonicalJson(b.rest)) return false;
  return a.command === b.command || samePlainCall(a.command, b.command);
}

function samePlainCall(a: string, b: string): boolean {
  const [one, other] = [readShell(a), readShell(b)];
  if (!one?.plain || !other?.plain) return false;
  return canonicalJson(one.commands) === canonicalJson(other.commands);
}

function commandIn(input: unknown): { command: string; rest: object } | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { command, description, ...rest } = input as Record<string, unknown>;
  return typeof command === 'string' ? { command, rest } : undefined;
}
