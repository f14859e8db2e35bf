/** The real Claude CLI for tests, installed once into a cache that git ignores; it may not be passed on with the project. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { acquireFileLock } from '../../server/embedded/fileLock.ts';
import { LEAST_CLAUDE_VERSION } from '../../server/executors/claude/cliVersion.ts';
import { runCommand } from '../../server/processes/runCommand.ts';

const PACKAGE = '@anthropic-ai/claude-code';
const CACHE = fileURLToPath(new URL('../../.cache/claude', import.meta.url));
const INSTALL_WAIT_MS = 300_000;

/** The last one that can't be held to deny rules. */
export const OLD_CLAUDE_VERSION = '2.1.316';

/** `newest` for what the registry has last; otherwise what Switchyard promises to work with is tested. */
const WANTED = process.env.SWITCHYARD_TEST_CLAUDE;

let newest: Promise<string> | undefined;

async function wantedVersion(): Promise<string> {
  if (WANTED !== 'newest') return WANTED || LEAST_CLAUDE_VERSION;
  newest ??= runCommand('npm', ['view', PACKAGE, 'version']).then((text) => text.trim());
  return newest;
}

/**
 * The path of the CLI's program. 175 MB to download the first time.
 * @param version left out: the one that is tested.
 * @throws loudly if it can't be had: the tests of the kind `claude` mean nothing without it.
 */
export async function claudeCli(version?: string): Promise<string> {
  const wanted = version ?? (await wantedVersion());
  const folder = join(CACHE, wanted);
  const program = join(folder, 'node_modules/.bin/claude');
  const done = join(folder, 'installed');
  await mkdir(CACHE, { recursive: true });
  const lock = await acquireFileLock(join(CACHE, 'lock'), { waitMs: INSTALL_WAIT_MS });
  try {
    if (!existsSync(done)) await install(folder, wanted);
    await runCommand(program, ['--version'], {
      env: { PATH: process.env.PATH, HOME: folder, DISABLE_AUTOUPDATER: '1' },
    });
    await writeFile(done, '');
    return program;
  } catch (error) {
    throw new Error(
      `THE REAL CLAUDE CLI IS NOT THERE, so nothing of the kind \`claude\` is tested. ${PACKAGE}@${wanted} could ` +
        `not be installed into ${folder}: ${error instanceof Error ? error.message : error}`,
    );
  } finally {
    await lock.release();
  }
}

async function install(folder: string, version: string): Promise<void> {
  console.log(`installing ${PACKAGE}@${version} into ${folder}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const options = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts=false'];
  await runCommand('npm', ['install', '--prefix', folder, ...options, `${PACKAGE}@${version}`]);
}
