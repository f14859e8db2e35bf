import * as vscode from 'vscode';
import { language, t } from '#shared/l10n.ts';
import type { Schedule } from '#shared/schedule.ts';
import { TASK_FILE_LANGUAGE } from '#shared/taskFile.ts';
import { ProblemError } from '../api/apiError.ts';
import { submitOnce } from '../api/submitOnce.ts';
import type { FilePart, ReadAnswer } from '../language/protocol.ts';
import { notify } from '../notify.ts';
import { type Services, signedIn } from '../services.ts';

/** Submits what a task file says, or the part of it that a code lens stands above. */
export async function submitTaskFile(services: Services, given?: unknown): Promise<void> {
  const client = signedIn(services);
  const wanted = partOf(given);
  const uri = vscode.Uri.parse(wanted.uri);
  await vscode.workspace.openTextDocument(uri);
  const { part, read } = await readPart(services, wanted);
  if ('problem' in read) {
    await showLine(uri, read.line);
    throw new Error(problemInWords(read));
  }
  try {
    if (part.list === 'schedules')
      for (const schedule of read.schedules) tellSchedule(await client.saveSchedule(schedule));
    else tellTasks(read.tasks, (await submitOnce(client, read.tasks)).already);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.errors) {
      const inFile = (path: string) => pathInFile(path, part.list, read.indexes);
      const errors = error.problem.errors.map(({ path, message }) => ({ path: inFile(path), message }));
      await services.taskFiles.showRefusals(uri, errors);
    }
    throw error;
  }
}

/** Of a file that has schedules alone, these are meant. */
async function readPart(services: Services, part: FilePart): Promise<{ part: FilePart; read: ReadAnswer }> {
  const read = await services.taskFiles.read(part);
  if ('problem' in read || part.list === 'schedules' || read.tasks.length > 0) return { part, read };
  const schedules: FilePart = { uri: part.uri, list: 'schedules' };
  return { part: schedules, read: await services.taskFiles.read(schedules) };
}

function problemInWords({ problem, line, problems }: Extract<ReadAnswer, { problem: string }>): string {
  if (problems === 1) return t('Line {0}: {1}', line + 1, problem);
  return t('Line {0}: {1} There are {2} more problems.', line + 1, problem, problems - 1);
}

function tellSchedule({ name, next_runs: [next] }: Schedule): void {
  void notify(
    'Information',
    next === undefined
      ? t('Scheduled: {0}. It is disabled.', name)
      : t('Scheduled: {0}. It next runs at {1}.', name, new Date(next).toLocaleString(language())),
  );
}

function tellTasks(tasks: readonly { name: string }[], already: boolean): void {
  const [first, ...others] = tasks.map(({ name }) => name);
  if (first === undefined) return;
  const names = others.length === 0 ? first : t('{0} and {1} more', first, others.length);
  void notify(
    'Information',
    already ? t('Submitted already, from the file: {0}', names) : t('Submitted from the file: {0}', names),
  );
}

/** From a lens a part; from a menu the file's address; from the palette the file in front. */
function partOf(given: unknown): FilePart {
  if (given instanceof vscode.Uri) return { uri: given.toString(), list: 'tasks' };
  if (typeof given === 'object' && given !== null && 'uri' in given) return given as FilePart;
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId === TASK_FILE_LANGUAGE) return { uri: document.uri.toString(), list: 'tasks' };
  throw new Error(t('Open a task file first: its name ends in .switchyard.yaml.'));
}

/** The server counts within what it was sent. A schedule is sent alone, so its paths begin in it. */
function pathInFile(path: string, list: FilePart['list'], indexes: readonly number[]): string {
  if (list === 'schedules') return `schedules[${indexes[0] ?? 0}].${path}`;
  return path.replace(/^tasks\[(\d+)\]/, (_, index: string) => `tasks[${indexes[Number(index)] ?? index}]`);
}

async function showLine(uri: vscode.Uri, line: number): Promise<void> {
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.window.showTextDocument(uri, { selection, preview: false });
}
