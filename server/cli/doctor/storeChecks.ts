/** Redis and MariaDB: found, or how a start would come by them. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findExecutable } from '../../embedded/findExecutable.ts';
import { findStoreBinary } from '../../embedded/findStoreBinary.ts';
import { whyNotInstallable } from '../../embedded/installPackages.ts';
import { type StoreName, storeRequirements } from '../../embedded/storeBinaries.ts';
import { type Check, found } from './check.ts';

export interface StoreCheckOptions {
  dataDir: string;
  /** The store's URL, when a setting names one: then nothing is started here. */
  url: string | undefined;
}

/** Looks only: nothing is installed, downloaded or left behind. */
export async function checkStore(store: StoreName, { dataDir, url }: StoreCheckOptions): Promise<Check> {
  const { label, urlVariable, packages, programs, least } = storeRequirements[store];
  if (url !== undefined) return found.ok(label, `named by ${urlVariable}, so none is started here`);
  const cacheDir = await mkdtemp(join(tmpdir(), 'switchyard-doctor-'));
  try {
    const { version } = await findStoreBinary(store, { cacheDir, sources: ['path'] });
    return found.ok(label, `${version} (${await locate(programs)})`);
  } catch {
    const how = await howToGet(store, dataDir);
    if (how !== undefined) return found.ok(label, how);
    return found.wrong(
      label,
      `none of version ${least.join('.')} or newer, and none can be fetched: there is no apt-get`,
      `Install ${packages.join(' ')} (that is its name in Debian), or set ${urlVariable} to a server that runs.`,
    );
  } finally {
    await rm(cacheDir, { recursive: true, force: true });
  }
}

async function locate(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    const file = await findExecutable(program);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** Undefined: there is no way. */
async function howToGet(store: StoreName, dataDir: string): Promise<string | undefined> {
  const { packages } = storeRequirements[store];
  const unpacked = await readdir(join(dataDir, 'cache', store)).catch(() => []);
  if (unpacked.some((name) => name.startsWith('tree-')))
    return 'unpacked in the data folder by an earlier start';
  if ((await whyNotInstallable()) === undefined)
    return `not there yet: the first start installs ${packages.join(' ')} with apt-get`;
  const tools = await Promise.all(['apt-get', 'dpkg'].map(findExecutable));
  if (tools.includes(undefined)) return undefined;
  return `not there yet: the first start downloads ${packages.join(' ')} into the data folder (nothing is installed)`;
}
