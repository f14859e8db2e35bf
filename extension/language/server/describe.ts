/** What is told about the thing under the mouse: what the field is, and what its value comes to. */
import { toString as cronInWords } from 'cronstrue';
import 'cronstrue/locales/zh_CN.js';
import type { Hover } from 'vscode-languageserver/node';
import { cronProblem } from '#shared/cron.ts';
import { language, t } from '#shared/l10n.ts';
import { effectivePriority, taskTypeSchema, tierOf } from '#shared/priority.ts';
import type { KnownProjects, NextRuns, NextRunsParams } from '../protocol.ts';
import { describeField, schemaAt } from './fieldSchema.ts';
import { keySpan, type Path, pathAt, rangeOf, spanAt, type TaskFileText } from './taskFileText.ts';
import { byReference, itemsOf, tasksOf } from './taskList.ts';

export interface Surroundings {
  projects: KnownProjects;
  nextRuns(asked: NextRunsParams): Promise<NextRuns>;
  now: Date;
}

export async function describe(
  file: TaskFileText,
  offset: number,
  around: Surroundings,
): Promise<Hover | undefined> {
  const at = pathAt(file, offset);
  if (!at) return undefined;
  const [list, index] = at.path;
  if ((list !== 'tasks' && list !== 'schedules') || typeof index !== 'number') {
    return hover(file, at, [fieldText(at.path)]);
  }
  const item = itemsOf(file.value, list)[index] ?? {};
  const texts = [fieldText(at.path), dependencyText(file, at.path), ...timeTexts(item, at.path, around.now)];
  if (list === 'tasks' && priorityFields.includes(String(at.path[2]))) {
    texts.push(priorityText(item, around));
  }
  if (list === 'schedules' && ['cron', 'timezone'].includes(String(at.path[2]))) {
    texts.push(await cronText(item, around));
  }
  return hover(file, at, texts);
}

const priorityFields = ['priority', 'task_type', 'deadline', 'project_id'];

function hover(
  file: TaskFileText,
  { path, on }: { path: Path; on: 'key' | 'value' },
  texts: readonly string[],
): Hover | undefined {
  const value = texts.filter(Boolean).join('\n\n');
  if (value === '') return undefined;
  const span = on === 'key' ? keySpan(file, path) : spanAt(file, path);
  return { contents: { kind: 'markdown', value }, range: rangeOf(file, span) };
}

/** Of the innermost field that has a name. */
function fieldText(path: Path): string {
  const at = path.findLastIndex((step) => typeof step === 'string');
  const schema = at < 0 ? undefined : schemaAt(path.slice(0, at + 1));
  if (!schema) return '';
  const name = String(path[at]);
  return describeField(name, schema, schemaAt(path.slice(0, at))?.required?.includes(name) ?? false);
}

function dependencyText(file: TaskFileText, [, index, key, at]: Path): string {
  if (key !== 'depends_on' || at === undefined) return '';
  const tasks = tasksOf(file);
  const name = tasks[Number(index)]?.dependsOn.find((each) => each.index === at)?.name;
  const task = name === undefined ? undefined : byReference(tasks).get(name);
  return task ? t('Waits for the task “{0}” of this file.', plain(task.name ?? task.ref ?? '')) : '';
}

/** As the server would count it, if it began to wait now. */
function priorityText(task: Record<string, unknown>, { projects, now }: Surroundings): string {
  const project = projects?.find(({ id }) => id === task.project_id);
  const priority = typeof task.priority === 'number' ? task.priority : 5;
  const type = taskTypeSchema.safeParse(task.task_type);
  const deadline = timeOf(task.deadline);
  const effective = effectivePriority(
    {
      priority,
      projectPriority: project?.priority ?? 5,
      taskType: type.success ? type.data : 'normal',
      deadline: deadline ?? null,
    },
    now,
  );
  const of = project ? t('in the project {0}', project.id) : t('in a project of priority 5');
  return t('Effective priority **{0}**, queue **{1}**, {2}.', effective, tierOf(effective), of);
}

async function cronText(schedule: Record<string, unknown>, { nextRuns }: Surroundings): Promise<string> {
  const { cron, timezone = 'UTC' } = schedule;
  if (typeof cron !== 'string' || typeof timezone !== 'string' || cronProblem(cron)) return '';
  const locale = language() === 'zh-cn' ? 'zh_CN' : 'en';
  const words = `${cronInWords(cron, { use24HourTimeFormat: true, verbose: true, locale })} (${timezone}).`;
  const times = await nextRuns({ cron, timezone });
  if (times === null) return `${words}\n\n${t('The server tells the next times once you are connected.')}`;
  return [
    `${words}\n\n${t('Next times:')}`,
    ...times.map((time) => `- ${inZone(new Date(time), timezone)}`),
  ].join('\n');
}

function timeTexts(task: Record<string, unknown>, [, , key]: Path, now: Date): string[] {
  if (key === 'delay_seconds' && typeof task.delay_seconds === 'number') {
    return [
      t('Submitted now, it would start at {0}.', inZone(new Date(now.getTime() + task.delay_seconds * 1000))),
    ];
  }
  if (key !== 'scheduled_at' && key !== 'deadline') return [];
  const time = timeOf(task[key]);
  if (!time) return [];
  const there = t('{0} in your time zone.', inZone(time));
  return [time < now ? `${there} ${t('That is over.')}` : there];
}

function timeOf(value: unknown): Date | undefined {
  const time = typeof value === 'string' ? new Date(value) : undefined;
  return time && !Number.isNaN(time.getTime()) ? time : undefined;
}

function inZone(time: Date, timeZone?: string): string {
  const parts = { dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' } as const;
  // Of the two Englishes, the one whose days come before their months, as in the rest of what is told here.
  const locale = language() === 'en' ? 'en-GB' : language();
  return new Intl.DateTimeFormat(locale, { ...parts, ...(timeZone && { timeZone }) }).format(time);
}

/** Names of a file aren't Markdown. */
const plain = (text: string) => text.replace(/[\\`*_{}[\]()<>#|~]/g, String.raw`\$&`);
