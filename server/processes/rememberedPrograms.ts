/** Where programs were found, so that a start looks only whether the same would be found again. */
import { access, stat } from 'node:fs/promises';
import { type FoundProgram, findProgram, programPaths } from './findProgram.ts';

const REMEMBERED_MAX = 1000;
/** A file that was just changed may be changed again without a later time to tell it by. */
const SETTLED_MS = 2000;

interface KnownProgram {
  path: string;
  /** Tells this file, with this content and these rights, from any other. */
  file: string;
  /** Where it would be found first, if it were there. */
  before: string[];
}

/** As {@link findProgram}; what can't be run is looked for anew each time. */
export function createFindProgram(): typeof findProgram {
  const remembered = new Map<string, KnownProgram>();
  return async (program, workingDir, path): Promise<FoundProgram> => {
    const paths = programPaths(program, workingDir, path);
    const key = paths.join('\0');
    const known = remembered.get(key);
    if (known && (await isUnchanged(known))) return { path: known.path };
    remembered.delete(key);
    const found = await findProgram(program, workingDir, path);
    const learned = 'path' in found ? await learn(found.path, paths) : undefined;
    if (learned) remembered.set(key, learned);
    const [oldest] = remembered.keys();
    if (remembered.size > REMEMBERED_MAX && oldest !== undefined) remembered.delete(oldest);
    return found;
  };
}

async function isUnchanged({ path, file, before }: KnownProgram): Promise<boolean> {
  const [now, ...others] = await Promise.all([fileAt(path), ...before.map(isThere)]);
  return now?.file === file && !others.includes(true);
}

/** Undefined where one that can't be run comes before: a changed right of that one would decide. */
async function learn(path: string, paths: readonly string[]): Promise<KnownProgram | undefined> {
  const before = paths.slice(0, paths.indexOf(path));
  const [now, ...others] = await Promise.all([fileAt(path), ...before.map(isThere)]);
  if (!now?.settled || others.includes(true)) return undefined;
  return { path, file: now.file, before };
}

async function fileAt(path: string): Promise<{ file: string; settled: boolean } | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  const { dev, ino, mode, uid, gid, size, mtimeMs, ctimeMs } = found;
  return {
    file: [dev, ino, mode, uid, gid, size, mtimeMs, ctimeMs].join(),
    settled: Date.now() - ctimeMs > SETTLED_MS,
  };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
