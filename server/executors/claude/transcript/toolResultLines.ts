/** What a tool answered, in short. */
import { firstLines, shortened } from './shortened.ts';

const RESULT_LINES_MAX = 10;
const LINE_CHARS_MAX = 500;
const NAME_CHARS_MAX = 60;

/** Of these the call itself shows what was done. */
const TOLD_BY_CALL = new Set(['Edit', 'Write', 'NotebookEdit']);

export const IN_BACKGROUND = 'at work in the background';

export interface ToolResult {
  tool: string;
  text: string;
  failed: boolean;
}

/** @returns without its mark; nothing where it says nothing new. */
export function toolResultLines({ tool, text, failed }: ToolResult): string[] {
  if (!failed && TOLD_BY_CALL.has(tool)) return [];
  if (tool === 'Bash' && /^Command running in background with ID/.test(text)) return [IN_BACKGROUND];
  const lines = text
    .replace(/^<tool_use_error>|<\/tool_use_error>$/g, '')
    .trimEnd()
    .split('\n');
  const read = tool === 'Read' && !failed ? lines.filter((line) => /^\s*\d+[\t→]/.test(line)).length : 0;
  if (read > 0) return [`${read} ${read === 1 ? 'line' : 'lines'}`];
  return firstLines(
    lines.map((line) => shortened(line, LINE_CHARS_MAX)),
    RESULT_LINES_MAX,
  );
}

/** @param of the call, where it isn't the last thing that was shown. */
export function markedResult(lines: readonly string[], failed: boolean, of: string | undefined): string[] {
  const name = of !== undefined && of.length > NAME_CHARS_MAX ? `${of.slice(0, NAME_CHARS_MAX)}…` : of;
  return lines.map((line, index) => {
    if (index > 0) return `    ${line}`.trimEnd();
    return `  ${failed ? '✗' : '└'} ${name === undefined ? '' : `[${name}] `}${line}`;
  });
}

/** The words of a result; what isn't text is named. */
export function resultText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (typeof part?.text === 'string' ? part.text : `[${part?.type}]`)).join('\n');
}
