/** What the CLI tells of work beside the conversation. */
import { formatDuration } from '#shared/formatDuration.ts';
import type { BackgroundMessage } from '../cliMessages.ts';
import type { Thread } from './speakers.ts';
import { toolResultLines } from './toolResultLines.ts';

type Notification = Extract<BackgroundMessage, { subtype: 'task_notification' }>;

/** How a subagent's work ended, and its report unless that was the last that it said. */
export function endOfAgent({ status, summary, usage }: Notification, { lastText }: Thread): string[] {
  const how = status === 'completed' ? 'done' : status;
  const figures = usage ? ` after ${formatDuration(usage.duration_ms / 1000, true)}${usesOf(usage)}` : '';
  const report = summary.trim() === lastText.trim() ? [] : reportLines(summary);
  return [`${how}${figures}`, ...report];
}

export function reportLines(text: string): string[] {
  return text.trim() === '' ? [] : toolResultLines({ tool: '', text, failed: false });
}

function usesOf({ tool_uses: uses }: { tool_uses: number }): string {
  return uses === 0 ? '' : `, ${uses} ${uses === 1 ? 'tool use' : 'tool uses'}`;
}
