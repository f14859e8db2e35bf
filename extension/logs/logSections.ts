/** The parts of a log: stages of the run, and the tool calls of an agent. No `vscode` here. */

export interface LogSection {
  title: string;
  kind: 'stage' | 'tool';
  /** Line numbers from 0, both included. */
  start: number;
  end: number;
}

const stage = /^\[switchyard\] (.+)$/;
const tool = /^● (.+)$/;
const TITLE_CHARS_MAX = 120;

/** In their order. A stage lasts until the next one, a tool call until its results end. */
export function logSections(lines: readonly string[]): LogSection[] {
  const sections: LogSection[] = [];
  let openStage: LogSection | undefined;
  let openTool: LogSection | undefined;
  lines.forEach((line, number) => {
    const [, stageTitle] = stage.exec(line) ?? [];
    const [, toolTitle] = tool.exec(line) ?? [];
    if (openTool && (stageTitle !== undefined || toolTitle !== undefined || !belongsToTool(line))) {
      openTool = undefined;
    }
    if (stageTitle !== undefined) {
      openStage = section(stageTitle, 'stage', number);
      sections.push(openStage);
    } else if (toolTitle !== undefined) {
      openTool = section(toolTitle, 'tool', number);
      sections.push(openTool);
    }
    if (openStage && line !== '') openStage.end = number;
    if (openTool) openTool.end = number;
  });
  return sections;
}

/** Input of several lines and results are indented. */
function belongsToTool(line: string): boolean {
  return /^(?:\s|$)/.test(line);
}

function section(title: string, kind: LogSection['kind'], start: number): LogSection {
  return { title: title.slice(0, TITLE_CHARS_MAX), kind, start, end: start };
}
