/** What the editor and the language server ask each other beyond the Language Server Protocol; each told here once. */
import type { TaskFileInput } from '#shared/taskFile.ts';

/** To the editor: the projects of the server that it is connected to; null while it is connected to none. */
export const PROJECTS_REQUEST = 'switchyard/projects';
export type KnownProjects = { id: string; name: string; priority: number }[] | null;

/** To the editor: when a schedule would fire, by the server's reckoning; null while it is away. */
export const NEXT_RUNS_REQUEST = 'switchyard/nextRuns';
export interface NextRunsParams {
  cron: string;
  timezone: string;
}
export type NextRuns = string[] | null;

/** To the language server, a notification: the connection, and with it the projects, may be others now. */
export const SERVER_CHANGED = 'switchyard/serverChanged';

/** A list of a file, or one item of it with all that it waits for; also what a code lens gives its command. */
export interface FilePart {
  uri: string;
  list: 'tasks' | 'schedules';
  index?: number;
}

/** To the language server: what a file says, if nothing is wrong with it. */
export const READ_REQUEST = 'switchyard/read';
export type ReadParams = FilePart;
export type ReadAnswer =
  | {
      tasks: NonNullable<TaskFileInput['tasks']>;
      schedules: NonNullable<TaskFileInput['schedules']>;
      /** Where in the file's list each of them is. */
      indexes: number[];
    }
  /** The first of its errors, its line from 0, and how many there are. */
  | { problem: string; line: number; problems: number };

/** To the language server: a task as the text of a task file. What is as it would be anyway is left out. */
export const WRITE_REQUEST = 'switchyard/write';
export type WriteParams = NonNullable<TaskFileInput['tasks']>[number];

/** To the language server: where in a file the paths of a problem document are. */
export const LOCATE_REQUEST = 'switchyard/locate';
export interface LocateParams {
  uri: string;
  /** As in `tasks[2].name`. */
  paths: string[];
}
/** In the order of the paths; lines and characters from 0. */
export type LocateAnswer = { start: Place; end: Place }[];
interface Place {
  line: number;
  character: number;
}
