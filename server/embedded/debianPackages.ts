import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../processes/runCommand.ts';
import { acquireFileLock } from './fileLock.ts';
import { downloadDebianPackages } from './privateApt.ts';

export interface DebianTreeRequest {
  packages: readonly string[];
  /** Keeps the unpacked trees and, while fetching, apt's own state. */
  folder: string;
  /** What counts as there: the machine's packages, or none (the tree then brings its own libc). */
  base: 'machine' | 'none';
  /** Another suite than the machine's, from the machine's own Debian mirror. */
  suite?: string;
  /** Packages of the closure that aren't unpacked, by name. */
  leaveOut?: RegExp;
  report?: (line: string) => void;
  signal?: AbortSignal;
}

/** Debian packages unpacked in a folder of ours, not installed. */
export interface DebianTree {
  root: string;
  /** Folders with the shared libraries that the packages brought. */
  libraryFolders: string[];
}

/** A download by another process may take minutes on a slow line. */
const waitForOtherMs = 600_000;

/**
 * Unpacks the packages and what of their dependencies is missing into a folder, without root and
 * without touching the machine's packages; answers at once when that has been done before.
 * Several processes may ask for the same tree.
 * @throws Error when apt or dpkg are missing or the download fails.
 */
export async function unpackDebianPackages(request: DebianTreeRequest): Promise<DebianTree> {
  const root = join(request.folder, await treeName(request));
  if (!(await isFolder(root))) {
    await mkdir(request.folder, { recursive: true });
    const lock = await acquireFileLock(join(request.folder, 'lock'), { waitMs: waitForOtherMs });
    try {
      if (!(await isFolder(root))) await fetchTree(request, root);
    } finally {
      await lock.release();
    }
  }
  return { root, libraryFolders: await findLibraryFolders(root) };
}

/** Forgets a tree that turned out not to work here, so that the next request fetches it anew. */
export async function discardDebianTree(tree: DebianTree): Promise<void> {
  await rm(tree.root, { recursive: true, force: true });
}

async function fetchTree(request: DebianTreeRequest, root: string): Promise<void> {
  // One fixed name, under the lock: what a killed process left is cleared away here.
  const work = join(request.folder, 'fetching');
  await rm(work, { recursive: true, force: true });
  try {
    request.report?.(`downloading ${request.packages.join(', ')} (nothing is installed on the machine)`);
    const archives = await downloadDebianPackages({ ...request, folder: join(work, 'apt') });
    const unpacked = join(work, 'tree');
    await mkdir(unpacked, { recursive: true });
    for (const archive of archives) {
      if (request.leaveOut?.test(packageName(archive))) continue;
      await runCommand('dpkg', ['-x', archive, unpacked], signalOf(request));
    }
    await rename(unpacked, root);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A tree fits one set of packages on one release of the system: after an upgrade a new one is made. */
async function treeName({ packages, base, suite }: DebianTreeRequest): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const identity = JSON.stringify([packages, base, suite, process.arch, release]);
  return `tree-${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`;
}

function packageName(archive: string): string {
  return archive.slice(archive.lastIndexOf('/') + 1).split('_')[0] ?? '';
}

async function findLibraryFolders(root: string): Promise<string[]> {
  const folders: string[] = [];
  for (const lib of [join(root, 'usr/lib'), join(root, 'lib')]) {
    const names = await readdir(lib).catch(() => []);
    folders.push(...names.filter((name) => /-linux-gnu/.test(name)).map((name) => join(lib, name)));
  }
  return folders;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function signalOf({ signal }: DebianTreeRequest): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
