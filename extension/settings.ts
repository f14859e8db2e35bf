/** What a person can set, checked: a wrong value is as good as none. */
import * as vscode from 'vscode';
import { z } from 'zod';
import { DEFAULT_URL } from '#shared/serverUrl.ts';
import { normalUrl } from './api/serverUrl.ts';
import { type Grouping, groupings } from './state/taskGrouping.ts';

const SECTION = 'switchyard';

const logLines = z.int().min(100).max(50_000);

/** The server's address without a slash at its end, or the default when what is set isn't one. */
export function serverUrl(): string {
  return normalUrl(read('url', z.string(), DEFAULT_URL)) ?? DEFAULT_URL;
}

export async function setServerUrl(url: string): Promise<void> {
  if (url !== serverUrl()) await write('url', url);
}

/** The project that tasks are submitted to. */
export function projectId(): string {
  return read('project', z.string().trim().min(1), 'default');
}

/** How many of a log's last lines are shown. */
export function shownLogLines(): number {
  return read('log.lines', logLines, 5000);
}

/** By what the tree of tasks is divided. */
export function taskGrouping(): Grouping {
  return read('tasks.groupBy', z.enum(groupings), 'state');
}

export async function setTaskGrouping(grouping: Grouping): Promise<void> {
  await write('tasks.groupBy', grouping);
}

export type Notice = 'questions' | 'alerts' | 'failure' | 'success';

/** Whether a notification is wanted for this. */
export function notifies(about: Notice): boolean {
  return read(`notify.${about}`, z.boolean(), about === 'questions' || about === 'alerts');
}

function read<T>(name: string, schema: z.ZodType<T>, fallback: T): T {
  const parsed = schema.safeParse(vscode.workspace.getConfiguration(SECTION).get(name));
  return parsed.success ? parsed.data : fallback;
}

/** Where it is set now is where it is changed; for a person rather than for one workspace, else. */
async function write(name: string, value: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const inWorkspace = settings.inspect(name)?.workspaceValue !== undefined;
  const { Global, Workspace } = vscode.ConfigurationTarget;
  await settings.update(name, value, inWorkspace ? Workspace : Global);
}
