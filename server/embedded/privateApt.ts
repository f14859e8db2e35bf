import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../processes/runCommand.ts';

export interface PrivateDownload {
  packages: readonly string[];
  /** A new folder for apt's lists, locks and archives. */
  folder: string;
  base: 'machine' | 'none';
  suite?: string;
  signal?: AbortSignal;
}

const machineStatus = '/var/lib/dpkg/status';

/** Answers quickly when the mirror can't be reached, instead of after apt's own two minutes. */
export const networkOptions = ['-o', 'Acquire::http::Timeout=15', '-o', 'Acquire::Retries=2'];

/** apt translates its messages and may ask questions unless told otherwise. */
export const aptEnv = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };

/**
 * Downloads packages and those of their dependencies that `base` lacks, with lists, cache and locks of
 * its own: neither root nor apt's usual folders are needed. Answers the paths of the archives.
 * @throws Error with apt's words when there is no apt, no network, or no such package.
 */
export async function downloadDebianPackages(request: PrivateDownload): Promise<string[]> {
  const { folder, packages, signal } = request;
  const archives = join(folder, 'cache/archives');
  await mkdir(join(folder, 'lists/partial'), { recursive: true });
  await mkdir(join(archives, 'partial'), { recursive: true });
  await mkdir(join(folder, 'etc'), { recursive: true });
  const options = [...privateOptions(folder), ...networkOptions, ...(await suiteOptions(request))];
  await writePrivateStatus(request);
  const run = { env: aptEnv, ...(signal && { signal }) };
  // One unreachable or unsigned extra source makes the whole update fail though the others arrived, so
  // what counts is whether the packages can be had.
  const updated = await runCommand('apt-get', [...options, 'update'], run).catch((error: Error) => error);
  const install = ['install', '--yes', '--download-only', '--no-install-recommends', ...packages];
  try {
    await runCommand('apt-get', [...options, ...install], run);
  } catch (error) {
    const reasons = [error, updated].filter((reason) => reason instanceof Error);
    throw new Error(reasons.map((reason) => reason.message).join('\n'), { cause: error });
  }
  const names = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
  return names.map((name) => join(archives, name));
}

function privateOptions(folder: string): string[] {
  const settings = {
    'Dir::State': folder,
    'Dir::State::lists': join(folder, 'lists'),
    // apt takes its lock beside this file, so it must lie in a folder of ours.
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Log': folder,
    'Acquire::Languages': 'none',
    // As root apt would drop to a user who can't write into our folder; others stay who they are.
    'APT::Sandbox::User': 'root',
  };
  return asOptions(settings);
}

/**
 * The wanted packages themselves are taken out of the machine's list: were one installed but of no use
 * (its program removed, say), apt would download nothing.
 */
async function writePrivateStatus({ base, packages, folder }: PrivateDownload): Promise<void> {
  const status = base === 'none' ? '' : await readFile(machineStatus, 'utf8');
  const entries = status.split('\n\n').filter((entry) => {
    const name = /^Package: (.*)$/m.exec(entry)?.[1];
    return name === undefined || !packages.includes(name);
  });
  await writeFile(join(folder, 'status'), entries.join('\n\n'));
}

/** Another suite is read from the machine's own Debian mirror, and nothing else is. */
async function suiteOptions({ suite, folder }: PrivateDownload): Promise<string[]> {
  if (suite === undefined) return [];
  const list = join(folder, 'etc/sources.list');
  const trust = (await isFile(debianKeyring)) ? `[signed-by=${debianKeyring}] ` : '';
  await writeFile(list, `deb ${trust}${await findDebianMirror(folder)} ${suite} main\n`);
  const settings = {
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': join(folder, 'etc'),
    'Dir::Etc::preferencesparts': join(folder, 'etc'),
  };
  return asOptions(settings);
}

/** Of the package debian-archive-keyring; holds the keys of every suite in use. */
const debianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** What `update` would fetch names the mirror, also on a machine that never fetched anything. */
async function findDebianMirror(folder: string): Promise<string> {
  const args = [...privateOptions(folder), 'update', '--print-uris'];
  const mirror = /'(\S+\/debian)\/dists\//.exec(await runCommand('apt-get', args, { env: aptEnv }))?.[1];
  if (mirror === undefined) throw new Error('no Debian mirror among the sources of apt');
  return mirror;
}

function asOptions(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
}

function isFile(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
