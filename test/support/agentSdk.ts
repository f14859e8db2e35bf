/**
 * The Claude Agent SDK for tests that compare tables of ours with what it exports. Unpacked once into a cache that git
 * ignores: it may not be passed on with the project, and nothing of the project runs on it.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { acquireFileLock } from '../../server/embedded/fileLock.ts';
import { runCommand } from '../../server/processes/runCommand.ts';

const PACKAGE = '@anthropic-ai/claude-agent-sdk';
const VERSION = '0.3.332';
const CACHE = fileURLToPath(new URL('../../.cache/agent-sdk', import.meta.url));
const FETCH_WAIT_MS = 300_000;

/**
 * The folder of the unpacked package: `sdk.d.ts` has its types, `sdk.mjs` its values. 1.5 MB to download the first time.
 * @throws loudly if it can't be had: without it nobody would see that a new version says something new.
 */
export async function agentSdk(): Promise<string> {
  const folder = join(CACHE, VERSION);
  const done = join(folder, 'unpacked');
  await mkdir(CACHE, { recursive: true });
  const lock = await acquireFileLock(join(CACHE, 'lock'), { waitMs: FETCH_WAIT_MS });
  try {
    if (!existsSync(done)) await fetchPackage(folder);
    await writeFile(done, '');
    return join(folder, 'package');
  } catch (error) {
    throw new Error(
      `THE CLAUDE AGENT SDK IS NOT THERE, so nothing is compared with it. ${PACKAGE}@${VERSION} could not be ` +
        `unpacked into ${folder}: ${error instanceof Error ? error.message : error}`,
    );
  } finally {
    await lock.release();
  }
}

/** Without what it depends on, and without running any of it. */
async function fetchPackage(folder: string): Promise<void> {
  console.log(`fetching ${PACKAGE}@${VERSION} into ${folder}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const options = ['--ignore-scripts', '--pack-destination', folder, '--json'];
  const packed = JSON.parse(await runCommand('npm', ['pack', ...options, `${PACKAGE}@${VERSION}`])) as {
    filename: string;
  }[];
  const archive = join(folder, packed[0]?.filename ?? '');
  await runCommand('tar', ['-xzf', archive, '-C', folder]);
  await rm(archive);
}
