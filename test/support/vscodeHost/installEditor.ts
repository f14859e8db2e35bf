/** A VS Code server with its web workbench, out of the npm package code-server, in a folder of the cache. */
import { execFile } from 'node:child_process';
import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { acquireFileLock } from '../../../server/embedded/fileLock.ts';

/** Of code-server; it carries VS Code 1.139.1. */
const VERSION = '4.139.1';
/** Raised when what follows changes, so that caches made by older steps aren't taken for whole ones. */
const STEPS = 1;
const WAIT_FOR_OTHER_MS = 600_000;

/** Needed by nothing that is tested; some of them compile against libraries that a machine may lack. */
const unneededPackages = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];
/** Without the first, output channels stay empty; without the third, the git extension fails. */
const compiledPackages = [
  '@vscode/spdlog',
  '@vscode/native-watchdog',
  '@vscode/fs-copyfile',
  '@vscode/deviceid',
];
const unneededExtensions = /^(copilot|mermaid-markdown-features|microsoft-authentication|ms-vscode\..*)$/;

/**
 * Installs the editor under `cacheDir` unless it is there (about a minute, 400 MB), and answers the script
 * that starts it. Several processes may ask at once.
 * @throws Error with npm's words when it can't be installed.
 */
export async function installEditor(cacheDir: string, report: (line: string) => void): Promise<string> {
  const root = join(cacheDir, `editor-${VERSION}-${STEPS}-${process.arch}`);
  const entry = join(root, 'node_modules/code-server/out/node/entry.js');
  if (await exists(join(root, 'complete'))) return entry;
  await mkdir(cacheDir, { recursive: true });
  const lock = await acquireFileLock(join(cacheDir, 'editor.lock'), { waitMs: WAIT_FOR_OTHER_MS });
  try {
    if (await exists(join(root, 'complete'))) return entry;
    report(`installing VS Code for the tests into ${root} (about a minute, once)`);
    await rm(root, { recursive: true, force: true });
    await install(root);
    await writeFile(join(root, 'complete'), '');
  } finally {
    await lock.release();
  }
  return entry;
}

async function install(root: string): Promise<void> {
  await mkdir(root, { recursive: true });
  const manifest = { private: true, dependencies: { 'code-server': VERSION } };
  await writeFile(join(root, 'package.json'), JSON.stringify(manifest));
  await npm(root, 'install', '--ignore-scripts');
  const vscode = join(root, 'node_modules/code-server/lib/vscode');
  await dropDependencies(join(vscode, 'package.json'));
  await npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
  await npm(vscode, 'rebuild', ...compiledPackages);
  for (const name of await readdir(join(vscode, 'extensions'))) {
    if (unneededExtensions.test(name)) await rm(join(vscode, 'extensions', name), { recursive: true });
  }
}

async function dropDependencies(manifestPath: string): Promise<void> {
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8'));
  for (const name of unneededPackages) delete manifest.dependencies[name];
  await writeFile(manifestPath, JSON.stringify(manifest, null, 2));
}

/** With this Node, for which the packages are compiled; its headers come beside it. */
async function npm(cwd: string, ...args: string[]): Promise<void> {
  const node = dirname(process.execPath);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${node}:${process.env.PATH}`,
    npm_config_nodedir: dirname(node),
  };
  // What an outer `npm run` was told is not meant for this one.
  for (const name of Object.keys(env)) if (/^npm_(package|lifecycle|command)/.test(name)) delete env[name];
  try {
    await promisify(execFile)('npm', [...args, '--no-audit', '--no-fund'], {
      cwd,
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const words = stderr.trim().split('\n').slice(-12).join('\n');
    throw new Error(`VS Code for the tests can't be installed: npm ${args[0]} failed.\n${words || message}`);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
