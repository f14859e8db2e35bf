/** The parts of a log: stages of the run, what an agent does with its tools, and long results. No `vscode` here. */

export interface LogSection {
  title: string;
  /** A `result` is long, and has no place in an outline. */
  kind: 'stage' | 'tool' | 'thought' | 'result';
  /** Line numbers from 0, both included. */
  start: number;
  end: number;
}

const stage = /^\[switchyard\] (.+)$/;
/** `●`: as logs had it before. */
const tool = /^(?:[•●] (.+)|(\$ .+))$/;
const thought = /^thinking \(\d+ lines?\)$/;
const result = /^ {2}[└✗] (.+)$/;
/** What a subagent says. */
const said = /^ {2}│ ?(.*)$/;
const TITLE_CHARS_MAX = 120;
const LONG_RESULT_LINES = 5;

/**
 * By their first lines, each before what lies in it. A stage lasts until the next one. A tool call lasts as long as
 * lines are indented, with what the system says between them.
 */
export function logSections(lines: readonly string[]): LogSection[] {
  const calls = callsIn(lines, 0);
  const stages: LogSection[] = [];
  let inCall = -1;
  let next = 0;
  lines.forEach((line, number) => {
    while ((calls[next]?.start ?? Number.POSITIVE_INFINITY) <= number)
      inCall = Math.max(inCall, calls[next++]?.end ?? -1);
    const [, title] = stage.exec(line) ?? [];
    if (title !== undefined && number > inCall) stages.push(section(title, 'stage', number));
    const open = stages.at(-1);
    if (open && line !== '') open.end = number;
  });
  return [...stages, ...calls].sort((a, b) => a.start - b.start || b.end - a.end);
}

/** @param offset the number of the first of these lines. */
function callsIn(lines: readonly string[], offset: number): LogSection[] {
  const found: LogSection[] = [];
  let open: LogSection | undefined;
  for (const [index, line] of lines.entries()) {
    const [, marked, command] = tool.exec(line) ?? [];
    const title = marked ?? command;
    if (title !== undefined) {
      open = section(title, thought.test(title) ? 'thought' : 'tool', offset + index);
      found.push(open);
    } else if (/^\s+\S/.test(line)) {
      if (open) open.end = offset + index;
    } else if (line.trim() !== '' && !stage.test(line)) open = undefined;
  }
  return [...found, ...longResults(lines, offset), ...subagentCalls(lines, offset)];
}

function longResults(lines: readonly string[], offset: number): LogSection[] {
  return lines.flatMap((line, index) => {
    const [, title] = result.exec(line) ?? [];
    if (title === undefined) return [];
    let end = index;
    while (/^ {4}|^$/.test(lines[end + 1] ?? '-')) end++;
    while (lines[end] === '') end--;
    const long = end - index + 1 >= LONG_RESULT_LINES;
    return long ? [{ ...section(title, 'result', offset + index), end: offset + end }] : [];
  });
}

/** Within the block of a subagent the same shapes stand behind a bar. */
function subagentCalls(lines: readonly string[], offset: number): LogSection[] {
  const found: LogSection[] = [];
  for (let index = 0; index < lines.length; index++) {
    const inner: string[] = [];
    while (said.test(lines[index + inner.length] ?? ''))
      inner.push(said.exec(lines[index + inner.length] ?? '')?.[1] ?? '');
    if (inner.length === 0) continue;
    found.push(...callsIn(inner, offset + index));
    index += inner.length;
  }
  return found;
}

function section(title: string, kind: LogSection['kind'], start: number): LogSection {
  return { title: title.slice(0, TITLE_CHARS_MAX), kind, start, end: start };
}
