import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runCommand } from '../processes/runCommand.ts';
import { discardDebianTree, unpackDebianPackages } from './debianPackages.ts';
import { acquireFileLock } from './fileLock.ts';
import { findExecutable } from './findExecutable.ts';
import { installPackages, whyNotInstallable } from './installPackages.ts';
import { StartError } from './startError.ts';
import {
  type BinarySource,
  type StoreBinary,
  type StoreName,
  type StoreRequirement,
  storeRequirements,
} from './storeBinaries.ts';

export interface FindOptions {
  /** Holds unpacked packages; made when needed. */
  cacheDir: string;
  /** Which sources to try; all of them unless told (tests tell). */
  sources?: readonly BinarySource[];
  /** Told what takes long, one line each. */
  report?: (line: string) => void;
  signal?: AbortSignal;
}

/** Redis and MariaDB are looked for side by side; two apt-get would get in each other's way. */
const waitForOtherInstallMs = 300_000;

const allSources: readonly BinarySource[] = ['path', 'installed', 'rootless'];

/**
 * Finds the program of a store: on PATH, else by installing packages where that is permitted, else by
 * unpacking packages into the cache folder.
 * @throws StartError that lists what was tried and what to do, when none of it gave one that works.
 */
export async function findStoreBinary(store: StoreName, options: FindOptions): Promise<StoreBinary> {
  const refusals: string[] = [];
  for (const source of options.sources ?? allSources) {
    try {
      return await finders[source](store, options);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      refusals.push(`- ${sourceWords[source]}: ${(error as Error).message}`);
    }
  }
  throw new StartError(explainMissing(storeRequirements[store], refusals));
}

const sourceWords: Record<BinarySource, string> = {
  path: 'on PATH',
  installed: 'apt-get install',
  rootless: 'packages unpacked into the cache folder',
};

type Finder = (store: StoreName, options: FindOptions) => Promise<StoreBinary>;

const finders: Record<BinarySource, Finder> = {
  async path(store, { cacheDir }) {
    return firstThatWorks(store, 'path', {}, cacheDir, findExecutable);
  },

  async installed(store, { cacheDir, report }) {
    const refusal = await whyNotInstallable();
    if (refusal !== undefined) throw new Error(refusal);
    const { label, packages } = storeRequirements[store];
    await mkdir(cacheDir, { recursive: true });
    const lock = await acquireFileLock(join(cacheDir, 'install.lock'), { waitMs: waitForOtherInstallMs });
    try {
      report?.(`${label}: apt-get install ${packages.join(' ')}`);
      await installPackages(packages);
    } finally {
      await lock.release();
    }
    return firstThatWorks(store, 'installed', {}, cacheDir, findExecutable);
  },

  async rootless(store, { cacheDir, report, signal }) {
    const { label, packages } = storeRequirements[store];
    const tree = await unpackDebianPackages({
      packages,
      folder: join(cacheDir, store),
      base: 'machine',
      ...(report && { report: (line: string) => report(`${label}: ${line}`) }),
      ...(signal && { signal }),
    });
    const env = { LD_LIBRARY_PATH: tree.libraryFolders.join(':') };
    try {
      return await firstThatWorks(store, 'rootless', env, cacheDir, async (program) => {
        const folders = program === 'mariadbd' ? 'usr/sbin' : 'usr/bin';
        return join(tree.root, folders, program);
      });
    } catch (error) {
      await discardDebianTree(tree);
      throw error;
    }
  },
};

async function firstThatWorks(
  store: StoreName,
  source: BinarySource,
  env: Record<string, string>,
  cacheDir: string,
  locate: (program: string) => Promise<string | undefined>,
): Promise<StoreBinary> {
  const requirement = storeRequirements[store];
  const refusals: string[] = [];
  for (const program of requirement.programs) {
    const found = await locate(program);
    if (found === undefined) continue;
    try {
      const file = program === 'redis-check-rdb' ? await linkAsServer(found, cacheDir) : found;
      return { file, env, version: await readVersion(file, env, requirement), source };
    } catch (error) {
      refusals.push((error as Error).message);
    }
  }
  throw new Error(refusals.join('; ') || `no ${requirement.programs.join(', ')}`);
}

/** Gives Redis's one program the name under which it is the server. */
async function linkAsServer(target: string, cacheDir: string): Promise<string> {
  const folder = join(cacheDir, 'bin');
  await mkdir(folder, { recursive: true });
  const link = join(folder, 'redis-server');
  const draft = `${link}.${process.pid}`;
  await rm(draft, { force: true });
  await symlink(target, draft);
  await rename(draft, link);
  return link;
}

async function readVersion(
  file: string,
  env: Record<string, string>,
  wanted: StoreRequirement,
): Promise<string> {
  const words = await runCommand(file, ['--version'], { env: { ...process.env, ...env } });
  const version = wanted.versionPattern.exec(words)?.[1];
  if (version === undefined) throw new Error(`${basename(file)} isn't ${wanted.label}: ${words.trim()}`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = wanted.least;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return version;
  throw new Error(`${wanted.label} ${version} is older than ${leastMajor}.${leastMinor}`);
}

function explainMissing(requirement: StoreRequirement, refusals: string[]): string {
  const { label, packages, urlVariable, least } = requirement;
  return [
    `Switchyard needs ${label} ${least.join('.')} or newer and found none:`,
    ...refusals,
    `Install it (Debian, Ubuntu: apt-get install --no-install-recommends ${packages.join(' ')}),` +
      ` or set ${urlVariable} to a server that runs.`,
  ].join('\n');
}
