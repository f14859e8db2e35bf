/** Looks, just before the start, whether a command can be started at all: a clear error beats a shell's. */
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { FoundProgram } from '../../processes/findProgram.ts';
import { createFindProgram } from '../../processes/rememberedPrograms.ts';
import type { RunFailure } from '../../tasks/failRun.ts';
import { isInside, refusedProgram, refusedVariable } from '../../tasks/projectRules.ts';
import type { RunFacts } from '../executor.ts';

export type CheckedCommand = { program: string; cwd: string } | { failure: RunFailure };

/** What it remembers is facts of this machine, looked at again by every run. */
const findProgram = createFindProgram();

export async function checkCommand(facts: RunFacts): Promise<CheckedCommand> {
  const { task, env } = facts;
  const command = task.command ?? '';
  const path = env.PATH ?? '';
  // Most programs are where they are whatever the folder is: then both are looked for at once.
  const anywhere = command.includes('/') ? isAbsolute(command) : path.split(':').every(isAbsolute);
  const found = anywhere ? findProgram(command, '/', path) : undefined;
  found?.catch(() => {});
  const checked = await checkFolder(facts, command);
  if ('failure' in checked) return checked;
  return withProgram(command, checked.cwd, await (found ?? findProgram(command, checked.cwd, path)));
}

/** @param program by the name under which the project allows it. */
export async function checkFolder(
  { task, project }: RunFacts,
  program: string,
): Promise<{ cwd: string } | { failure: RunFailure }> {
  const cwd = await existingFolder(task.workingDir);
  if (cwd === undefined) return missingFolder(task.workingDir);
  if (!(await isInside(cwd, project.folders))) {
    return {
      failure: {
        errorClass: 'PermissionError',
        message: `the working folder ${task.workingDir} is really ${cwd}, outside the project’s folders`,
        advice: 'Submit the task with a folder of the project, or have an administrator add this one.',
      },
    };
  }
  const refused = refusedProgram(project, program) ?? refusedVariable(project, task.env);
  if (refused) {
    const advice =
      'The project’s rules changed since the task was submitted; ask an administrator of the project.';
    return { failure: { errorClass: 'PermissionError', message: refused.message, advice } };
  }
  return { cwd };
}

async function existingFolder(path: string): Promise<string | undefined> {
  try {
    const [found, real] = await Promise.all([stat(path), realpath(path)]);
    return found.isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}

export function missingFolder(path: string): { failure: RunFailure } {
  return configurationError(
    `the working folder ${path} is not there`,
    'Create the folder on the worker’s machine, or submit the task with another working_dir.',
  );
}

function withProgram(command: string, cwd: string, found: FoundProgram): CheckedCommand {
  return 'path' in found ? { program: found.path, cwd } : programFailure(command, found);
}

/** Why a program that was looked for can't be started. */
export function programFailure(
  command: string,
  found: Extract<FoundProgram, { problem: string }>,
): { failure: RunFailure } {
  switch (found.problem) {
    case 'not_found':
      return configurationError(
        `program not found: ${command} (looked in ${found.looked})`,
        'Install the program on the worker’s machine, or give its path. No shell reads the command: for pipes and ' +
          'variables submit `sh` with the arguments `-c` and the line.',
      );
    case 'not_executable':
      return configurationError(`${found.looked} is not executable`, `Make it so: chmod +x ${found.looked}`);
    case 'no_interpreter':
      return configurationError(
        `${found.looked} is a text without a first line that names its interpreter, such as #!/bin/sh`,
        'Add that line, or submit the interpreter as the command and the file as its argument.',
      );
    case 'is_folder':
      return configurationError(
        `${found.looked} is a folder, not a program`,
        'Submit the path of a program.',
      );
  }
}

export function configurationError(message: string, advice: string): { failure: RunFailure } {
  return { failure: { errorClass: 'ConfigurationError', message, advice } };
}
