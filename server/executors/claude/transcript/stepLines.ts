/** Claude's list of steps. */
import { shownText } from '#shared/shownText.ts';
import type { Step } from '../stepList.ts';
import { firstLines } from './shortened.ts';

const STEPS_MAX = 40;
const marks: Record<string, string> = { completed: '✓', in_progress: '→', pending: '•' };

export function stepLines(steps: readonly Step[]): string[] {
  const done = steps.filter(({ status }) => status === 'completed').length;
  const lines = steps.map(({ name, status }) => `${marks[status] ?? status} ${oneLine(name)}`);
  return [
    `• To do: ${done} of ${steps.length} done`,
    ...firstLines(lines, STEPS_MAX).map((line) => `    ${line}`),
  ];
}

function oneLine(name: string): string {
  return shownText(name.replaceAll('\n', ' '));
}
