/** What a person reads when pointing at a task. */
import * as vscode from 'vscode';
import type { TaskSummary } from '#shared/task.ts';
import { shownText } from './shownText.ts';
import { shortStatus, statusInWords } from './taskWords.ts';

export function taskTooltip(task: TaskSummary, now: number): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('', true);
  const rows = [
    `**${escaped(task.name)}**`,
    `${statusInWords(task.status)} · ${escaped(shortStatus(task, now))}`,
    ...waitRows(task),
    ...errorRows(task),
    ...progressRows(task),
  ];
  tooltip.appendMarkdown(rows.join('\n\n'));
  if (task.command !== null) tooltip.appendCodeblock(shownText(commandLine(task)), 'shellscript');
  const where = `in ${escaped(task.working_dir)} · by ${escaped(task.user_id)} · priority ${task.priority}`;
  tooltip.appendMarkdown(`\n\n${where}\n\n${escaped(task.id)}`);
  return tooltip;
}

function waitRows({ blocked_on }: TaskSummary): string[] {
  if (!blocked_on) return [];
  const place = blocked_on.position === null ? '' : ` (number ${blocked_on.position} in line)`;
  const next = blocked_on.next_try_at === null ? '' : `, until ${localTime(blocked_on.next_try_at)}`;
  return [`It waits: ${escaped(blocked_on.detail)}${place}${next}.`];
}

function errorRows({ error_class, error_message, advice, status }: TaskSummary): string[] {
  if (error_message === null || status === 'success') return [];
  const error = `$(error) ${escaped(error_class ?? 'Error')}: ${escaped(error_message)}`;
  return advice === null ? [error] : [error, `**What to do:** ${escaped(advice)}`];
}

function progressRows({ progress, status, retry_count, max_memory }: TaskSummary): string[] {
  const rows: string[] = [];
  if (status === 'running' && progress.percentage > 0) {
    rows.push(`${progress.percentage} % ${escaped(progress.current_step)}`);
  }
  if (retry_count > 0) rows.push(`Retries: ${retry_count}`);
  if (max_memory !== null) rows.push(`Memory at most ${(max_memory / 1024 ** 2).toFixed(0)} MiB`);
  return rows;
}

function commandLine({ command, args }: TaskSummary): string {
  const quoted = (part: string) =>
    /^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`;
  return [command ?? '', ...args].map(quoted).join(' ');
}

function localTime(time: string): string {
  const at = new Date(time);
  const far = Math.abs(at.getTime() - Date.now()) > 12 * 3_600_000;
  return far ? at.toLocaleString() : at.toLocaleTimeString();
}

function escaped(text: string): string {
  return shownText(text)
    .replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, '\\$&')
    .replaceAll('\n', '  \n');
}
