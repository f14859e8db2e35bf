/** What a person reads when pointing at a task. */

import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { quoteCommand } from '#shared/quoteCommand.ts';
import { inEditorsLanguage } from '#shared/serverWords.ts';
import { shownText } from '#shared/shownText.ts';
import { statusInWords } from '#shared/stateWords.ts';
import type { TaskSummary } from '#shared/task.ts';
import { pickText } from './pickText.ts';
import { adviceInWords, placeInLine, shortStatus } from './taskWords.ts';

const PROMPT_CHARS_MAX = 400;

export function taskTooltip(task: TaskSummary, now: number): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('', true);
  const rows = [
    `**${escaped(task.name)}**`,
    `${statusInWords(task.status)} · ${escaped(shortStatus(task, now))}`,
    ...waitRows(task, now),
    ...errorRows(task),
    ...progressRows(task),
  ];
  tooltip.appendMarkdown(rows.join('\n\n'));
  if (task.command !== null)
    tooltip.appendCodeblock(shownText(quoteCommand(task.command, task.args)), 'shellscript');
  else if (typeof task.context.prompt === 'string')
    tooltip.appendCodeblock(beginning(task.context.prompt), 'text');
  const where = t(
    'in {0} · by {1} · priority {2}',
    escaped(task.working_dir),
    escaped(task.user_id),
    task.priority,
  );
  tooltip.appendMarkdown(`\n\n${where}\n\n${escaped(task.id)}`);
  return tooltip;
}

function waitRows({ blocked_on }: TaskSummary, now: number): string[] {
  if (!blocked_on) return [];
  return [
    `${t('It waits: {0}', escaped(inEditorsLanguage(blocked_on.detail)))}${placeInLine(blocked_on, now)}.`,
  ];
}

function errorRows(task: TaskSummary): string[] {
  const { error_class, error_message, status } = task;
  if (error_message === null || status === 'success') return [];
  const error = `$(error) ${escaped(error_class ?? 'Error')}: ${escaped(inEditorsLanguage(error_message))}`;
  const advice = adviceInWords(task);
  return advice === '' ? [error] : [error, `**${t('What to do:')}** ${escaped(advice)}`];
}

function progressRows({ progress, status, retry_count, max_memory, total_cost_usd }: TaskSummary): string[] {
  const rows: string[] = [];
  if (status === 'running' && progress.percentage > 0) {
    rows.push(`${progress.percentage} % ${escaped(progress.current_step)}`);
  }
  if (retry_count > 0) rows.push(t('Retries: {0}', retry_count));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dollars before a place for a value.
  if (total_cost_usd) rows.push(t('Cost so far: ${0}', total_cost_usd.toFixed(2)));
  if (max_memory !== null) rows.push(t('Memory at most {0} MiB', (max_memory / 1024 ** 2).toFixed(0)));
  return rows;
}

function beginning(prompt: string): string {
  const shown = shownText(prompt.trim());
  return shown.length <= PROMPT_CHARS_MAX ? shown : `${shown.slice(0, PROMPT_CHARS_MAX)}…`;
}

function escaped(text: string): string {
  return pickText(text)
    .replace(/[\\`*_{}[\]()#+\-.!|<>~$&:@]/g, '\\$&')
    .replaceAll('\n', '  \n');
}
