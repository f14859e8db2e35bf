import { resolve } from 'node:path';
import type { TaskType } from '#shared/priority.ts';
import type { TaskDefinitionInput } from '#shared/taskDefinition.ts';
import { nameOfCommand } from './commandLine.ts';

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
  const optional = {
    priority: options.priority,
    task_type: options.type,
    timeout: options.timeout,
    // Whoever waits at a terminal wants to hear of a failure, not of its fourth repetition.
    max_retries: options.retries ?? 0,
    retry_delay: options.retryDelay,
    env: options.env,
    tags: options.tag,
    scheduled_at: options.at,
    delay_seconds: options.delay,
    idempotency_key: options.idempotencyKey,
  };
  return {
    name: options.name ?? nameOfCommand(command, args),
    project_id: options.project,
    command,
    args,
    // A person means "from here"; a relative folder would be taken from the project's first one.
    working_dir: resolve(here, options.cwd ?? '.'),
    ...givenOf(optional),
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function givenOf<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

/** The folder that the person is in: npm runs scripts in the package's own folder and keeps the other here. */
export function callersFolder(env: NodeJS.ProcessEnv, cwd: string): string {
  return env.INIT_CWD || cwd;
}
