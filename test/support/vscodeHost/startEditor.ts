/** A VS Code server on loopback, with folders of its own for everything; and its end, whatever happens. */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../eventually.ts';
import { freePort } from '../npmStart.ts';
import { endMarkedProcesses, type MarkedProcess, markedProcesses } from './markedProcesses.ts';
import { stubLanguagePack } from './stubLanguagePack.ts';

const START_MS_MAX = 60_000;
/** Marks every process of an editor, whoever its parent is. */
const MARK = 'SWITCHYARD_EDITOR_TEST';

export interface EditorOptions {
  /** From `prepareHost`. */
  editor: string;
  /** Installed before the start. */
  vsix?: string;
  /** Added to settings that keep a test's editor quiet. */
  settings?: Record<string, unknown>;
  args?: string[];
  /** Of what extensions say; English unless told. */
  language?: string;
  env?: Record<string, string>;
}

export interface Editor {
  url: string;
  /** Holds everything of this run. */
  root: string;
  /** The folder that is opened. */
  workspace: string;
  /** Opens the workspace, as a browser's address. */
  workspaceUrl: string;
  /** The user's settings become again what they were at the start. */
  resetSettings(): Promise<void>;
  /** Its processes, extension hosts included. */
  processes(): MarkedProcess[];
  stop(): Promise<void>;
}

const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'window.restoreWindows': 'none',
  // What moves is drawn again and again, without a graphics card, on the cores that the tests run on.
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
};

/** Stop it with `stop`, which ends every process that it left, and removes its folder. */
export async function startEditor(options: EditorOptions): Promise<Editor> {
  const root = await mkdtemp(join(tmpdir(), 'switchyard-editor-'));
  const workspace = join(root, 'railway');
  for (const name of ['data/User', 'extensions', 'home', 'tmp', 'railway']) {
    await mkdir(join(root, name), { recursive: true });
  }
  const settings = { ...quietSettings, ...options.settings };
  const resetSettings = () =>
    writeFile(join(root, 'data/User/settings.json'), JSON.stringify(settings, null, 2));
  await resetSettings();
  await writeFile(join(root, 'config.yaml'), 'auth: none\n');
  const mark = randomBytes(8).toString('hex');
  const variable = `${MARK}=${mark}`;
  const env = {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    HOME: join(root, 'home'),
    TMPDIR: join(root, 'tmp'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    [MARK]: mark,
    ...options.env,
  };
  const folders = [
    ['--user-data-dir', join(root, 'data')],
    ['--extensions-dir', join(root, 'extensions')],
    ['--config', join(root, 'config.yaml')],
  ].flat();
  const stop = async () => {
    await endMarkedProcesses(variable);
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    if (options.vsix !== undefined) {
      const install = [options.editor, ...folders, '--install-extension', options.vsix, '--force'];
      await promisify(execFile)(process.execPath, install, { env });
    }
    if (options.language !== undefined) await stubLanguagePack(join(root, 'data'), options.language);
    const port = await freePort();
    const logFile = join(root, 'editor.log');
    const log = openSync(logFile, 'a');
    const child = spawn(
      process.execPath,
      [
        options.editor,
        ...folders,
        ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
        ...['--disable-telemetry', '--disable-update-check'],
        ...(settings['security.workspace.trust.enabled'] ? [] : ['--disable-workspace-trust']),
        '--disable-getting-started-override',
        ...(options.language === undefined ? [] : ['--locale', options.language]),
        ...(options.args ?? []),
        workspace,
      ],
      { env, stdio: ['ignore', log, log] },
    );
    const ended = once(child, 'exit');
    const url = `http://127.0.0.1:${port}/`;
    await eventually(
      async () => {
        if (child.exitCode !== null) {
          throw new Error(`the editor ended with ${child.exitCode}: ${await readFile(logFile, 'utf8')}`);
        }
        return (await fetch(`${url}healthz`)).ok;
      },
      { timeoutMs: START_MS_MAX },
    );
    return {
      url,
      root,
      workspace,
      workspaceUrl: `${url}?folder=${workspace}`,
      resetSettings,
      processes: () => markedProcesses(variable),
      async stop() {
        await stop();
        await ended;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
