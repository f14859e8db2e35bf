import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export type FoundProgram =
  | { path: string }
  | { problem: 'not_found' | 'not_executable' | 'is_folder' | 'no_interpreter'; looked: string };

/** Where a program is looked for: a name with a slash from the working folder, any other along PATH. */
export function programPaths(program: string, workingDir: string, path: string): string[] {
  if (program.includes('/')) return [resolve(workingDir, program)];
  return path
    .split(':')
    .map((folder) => join(folder === '' ? workingDir : resolve(workingDir, folder), program));
}

/** Where a program is, as execvp(3) would find it; see {@link programPaths}. */
export async function findProgram(program: string, workingDir: string, path: string): Promise<FoundProgram> {
  if (program.includes('/')) return checkFile(resolve(workingDir, program));
  const paths = programPaths(program, workingDir, path);
  // Asked all at once: one after the other, a long PATH costs more time than the start of the program.
  const there = await Promise.all(
    paths.map((each) =>
      access(each)
        .then(() => true)
        .catch(() => false),
    ),
  );
  let unusable: FoundProgram | undefined;
  for (const candidate of paths.filter((_, index) => there[index])) {
    const found = await checkFile(candidate);
    if ('path' in found) return found;
    unusable ??= found.problem === 'is_folder' ? undefined : found;
  }
  return unusable ?? { problem: 'not_found', looked: path };
}

async function checkFile(path: string): Promise<FoundProgram> {
  try {
    const mayRun = access(path, constants.X_OK);
    // Asked at the same time; if the first question fails, nobody waits for the answer to this one.
    mayRun.catch(() => {});
    if ((await stat(path)).isDirectory()) return { problem: 'is_folder', looked: path };
    await mayRun;
    return (await isBareText(path)) ? { problem: 'no_interpreter', looked: path } : { path };
  } catch (error) {
    const denied = (error as NodeJS.ErrnoException).code === 'EACCES';
    return { problem: denied ? 'not_executable' : 'not_found', looked: path };
  }
}

/** Text that doesn't name its interpreter: a shell would run it by guessing, the system doesn't. */
async function isBareText(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  // A program may be executable without being readable.
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    const start = buffer.subarray(0, bytesRead);
    return !start.includes(0) && !start.subarray(0, 2).equals(Buffer.from('#!'));
  } finally {
    void file.close().catch(() => {});
  }
}
