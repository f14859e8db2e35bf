/** A task in full, for a person. */

import { quoteCommand } from '#shared/quoteCommand.ts';
import type { BlockedOn, HistoryEntry, RunWire, Task } from '#shared/task.ts';
import { oneLine, padToWidth, wrapText } from './displayText.ts';
import { formatAge, formatBytes, formatDuration, formatTime } from './formatQuantity.ts';
import { statusStyle } from './statusStyle.ts';
import type { TableOptions } from './taskTable.ts';
import { timesOfRun, timesOfTask } from './taskTimes.ts';

const LABEL_WIDTH = 11;

type Fact = [label: string, value: string | null];

/** The lines of `show`. */
export function taskReport(task: Task, options: TableOptions): string[] {
  const { paint } = options;
  const title = `${paint('bold', oneLine(task.name))}  ${paint(statusStyle[task.status], task.status)}`;
  const lines = [title, ...factLines(factsOf(task, options), options)];
  lines.push('', paint('bold', 'Timeline'), ...timeline(task.history, options));
  if (task.runs.length > 0)
    lines.push('', paint('bold', 'Runs'), ...task.runs.flatMap((run) => runLines(task, run, options)));
  return lines;
}

function factsOf(task: Task, { now }: TableOptions): Fact[] {
  const ago = (time: string | null) => time && `${formatTime(time)} (${formatAge(time, now)} ago)`;
  const latest = task.runs.at(-1);
  const times = latest ? timesOfRun(task, latest, now) : timesOfTask(task);
  return [
    ['Id', task.id],
    ['Waiting', task.blocked_on && waitInWords(task.blocked_on, now)],
    [
      'Cancel',
      task.completed_at
        ? null
        : task.cancel_requested_at && `asked for at ${formatTime(task.cancel_requested_at)}`,
    ],
    ['Error', task.error_class && `${task.error_class}: ${task.error_message ?? 'no message'}`],
    ['Advice', task.advice],
    ['Exit code', task.exit_code === null ? null : String(task.exit_code)],
    ['Signal', task.signal],
    ['Progress', progressOf(task)],
    ['Retries', `${task.retry_count} of ${task.max_retries}`],
    ['Created', `${ago(task.created_at)} by ${task.user_id}`],
    ['Scheduled', task.scheduled_at && formatTime(task.scheduled_at)],
    ['Started', ago(task.started_at)],
    ['Finished', ago(task.completed_at)],
    ['Times', times && `${times} (timeout ${formatDuration(task.timeout)})`],
    ['Memory', task.max_memory === null ? null : `${formatBytes(task.max_memory)} at most`],
    ['CPU', task.max_cpu === null ? null : `${Math.round(task.max_cpu)} % of one core at most`],
    ['Project', task.project_id],
    ['Priority', priorityOf(task)],
    ['Tags', tagsOf(task.tags)],
    ['Folder', task.working_dir],
    // The values may be secrets, and this is read in public.
    ['Env', Object.keys(task.env).join(', ') || null],
    ['Command', task.command && quoteCommand(task.command, task.args)],
  ];
}

/** Why a task waits, its place in the line and when it goes on. */
export function waitInWords({ reason, detail, position, next_try_at }: BlockedOn, now: Date): string {
  const words = [`${detail} (${reason})`];
  if (position !== null) words.push(`place ${position} in the line`);
  if (next_try_at !== null) {
    const leftSeconds = (Date.parse(next_try_at) - now.getTime()) / 1000;
    words.push(
      `goes on at ${formatTime(next_try_at)}${leftSeconds > 0 ? `, in ${formatDuration(leftSeconds)}` : ''}`,
    );
  }
  return words.join('; ');
}

function progressOf({ progress }: Task): string | null {
  if (progress.updated_at === null) return null;
  const of = progress.total_steps > 0 ? ` of ${progress.total_steps} steps` : '';
  return `${Math.round(progress.percentage)} %${progress.current_step ? `, ${progress.current_step}` : ''}${of}`;
}

function priorityOf(task: Task): string {
  const effective = task.effective_priority === task.priority ? '' : `, counts as ${task.effective_priority}`;
  return `${task.priority}${effective} (type ${task.task_type}, queue ${task.queue})`;
}

function tagsOf(tags: Task['tags']): string | null {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return pairs.join(', ') || null;
}

function factLines(facts: readonly Fact[], { width, paint }: TableOptions): string[] {
  return facts.flatMap(([label, value]) => {
    if (!value) return [];
    const [first = '', ...rest] = wrapText(oneLine(value), width - LABEL_WIDTH);
    const head =
      paint('dim', padToWidth(label, LABEL_WIDTH)) + (label === 'Error' ? paint('red', first) : first);
    return [head, ...rest.map((line) => ' '.repeat(LABEL_WIDTH) + line)];
  });
}

/** Each change with the time since the one before, which is where time went. */
function timeline(history: readonly HistoryEntry[], { paint }: TableOptions): string[] {
  const statusWidth = Math.max(0, ...history.map(({ to }) => to.length));
  const dates = new Set(history.map(({ at }) => formatTime(at).split(' ', 1)[0]));
  return history.map(({ to, at, run, actor, reason }, index) => {
    const before = history[index - 1];
    const since = before ? `+${formatDuration((Date.parse(at) - Date.parse(before.at)) / 1000)}` : '';
    const time = dates.size > 1 ? formatTime(at) : formatTime(at).split(' ')[1];
    const status = paint(statusStyle[to], padToWidth(to, statusWidth));
    const by = paint('dim', `(${oneLine(actor)}${run === null ? '' : `, run ${run}`})`);
    return `  ${time}  ${padToWidth(since, 7, 'right')}  ${status}  ${oneLine(reason)} ${by}`;
  });
}

function runLines(task: Task, run: RunWire, { now, width, paint }: TableOptions): string[] {
  const words = [
    `${run.number}. ${paint(statusStyle[run.status], run.status)}, ${timesOfRun(task, run, now)}`,
    run.exit_code === null ? '' : `exit code ${run.exit_code}`,
    run.signal ?? '',
    run.max_memory === null ? '' : formatBytes(run.max_memory),
    run.max_cpu === null ? '' : `CPU ${Math.round(run.max_cpu)} %`,
    `on ${oneLine(run.host)} ${paint('dim', `(worker ${run.worker.slice(0, 8)})`)}`,
  ];
  const error = run.error_class && `${run.error_class}: ${run.error_message ?? 'no message'}`;
  const errorLines = error ? wrapText(oneLine(error), width - 5).map((line) => `     ${line}`) : [];
  return [`  ${words.filter(Boolean).join(', ')}`, ...errorLines];
}
