import { resolve } from 'node:path';
import { continuedContext, continuedName } from '#shared/continuedTask.ts';
import type { TaskType } from '#shared/priority.ts';
import type { Task } from '#shared/task.ts';
import type { TaskDefinitionInput } from '#shared/taskDefinition.ts';
import { nameOfCommand, nameOfPrompt } from './commandLine.ts';

/** The options of `submit`, read but not judged: the server knows the limits. */
export interface SubmitOptions {
  name?: string;
  project: string;
  cwd?: string;
  priority?: number;
  type?: TaskType;
  /** Seconds, as the other times. */
  timeout?: number;
  retries?: number;
  retryDelay?: number;
  env?: Record<string, string>;
  tag?: Record<string, string>;
  at?: string;
  delay?: number;
  idempotencyKey?: string;
}

/** A finished task whose conversation is continued. */
export type ContinuedTask = Pick<Task, 'id' | 'name' | 'project_id' | 'context'>;

/**
 * What `submit` sends. What isn't given is left out, so that the server's defaults hold.
 * @param here the folder that the person is in.
 */
export function taskDefinitionFrom(
  command: string,
  args: string[],
  options: SubmitOptions,
  here: string,
): TaskDefinitionInput {
  return {
    name: options.name ?? nameOfCommand(command, args),
    project_id: options.project,
    command,
    args,
    // A person means "from here"; a relative folder would be taken from the project's first one.
    working_dir: resolve(here, options.cwd ?? '.'),
    // Whoever waits at a terminal wants to hear of a failure, not of its fourth repetition.
    max_retries: 0,
    ...commonFields(options),
  };
}

/**
 * What `submit --prompt` sends.
 * @param continued whose conversation it goes on with: in its project and its folder, and allowed the same.
 */
export function promptDefinitionFrom(
  prompt: string,
  options: SubmitOptions,
  here: string,
  continued?: ContinuedTask,
): TaskDefinitionInput {
  const common = { kind: 'claude' as const, ...commonFields(options) };
  if (continued) {
    return {
      name: options.name ?? continuedName(continued.name),
      project_id: continued.project_id,
      continues: continued.id,
      context: continuedContext(continued.context, prompt),
      ...common,
    };
  }
  return {
    name: options.name ?? nameOfPrompt(prompt),
    project_id: options.project,
    working_dir: resolve(here, options.cwd ?? '.'),
    context: { prompt },
    ...common,
  };
}

function commonFields(options: SubmitOptions) {
  return givenOf({
    priority: options.priority,
    task_type: options.type,
    timeout: options.timeout,
    max_retries: options.retries,
    retry_delay: options.retryDelay,
    env: options.env,
    tags: options.tag,
    scheduled_at: options.at,
    delay_seconds: options.delay,
    idempotency_key: options.idempotencyKey,
  });
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function givenOf<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

/** The folder that the person is in: npm runs scripts in the package's own folder and keeps the other here. */
export function callersFolder(env: NodeJS.ProcessEnv, cwd: string): string {
  return env.INIT_CWD || cwd;
}
