/** A test in a window of VS Code beside a real Switchyard; when it fails, pictures of its steps are kept. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import { isFinal, statesWhere } from '../../shared/taskState.ts';
import { type Switchyard, startSwitchyard } from '../support/startSwitchyard.ts';
import { openBrowser } from '../support/vscodeHost/openBrowser.ts';
import { REPOSITORY } from '../support/vscodeHost/prepareHost.ts';
import { type Editor, startEditor } from '../support/vscodeHost/startEditor.ts';
import { Workbench } from '../support/vscodeHost/workbench.ts';
import './globalSetup.ts'; // Types what `inject` answers.

const ARTIFACTS = join(REPOSITORY, '.cache/e2e-artifacts');
const VIEWPORT = { width: 1280, height: 800 };

export interface EditorSuite {
  readonly editor: Editor;
  readonly switchyard: Switchyard;
  readonly browser: Browser;
  /**
   * A new window, of a browser that has seen nothing yet; closed with the test.
   * @param workspaceFile opened in place of the folder.
   */
  openWindow(workspaceFile?: string): Promise<EditorWindow>;
}

export interface EditorWindow extends Workbench {
  /** Takes a picture that is kept if the test fails. */
  picture(step: string): Promise<void>;
  /** A tab beside this one, in the same browser; nothing is opened in it. */
  anotherTab(): Promise<EditorWindow>;
}

export interface EditorSuiteOptions {
  settings?: Record<string, unknown>;
  /** Starts the server that the windows use; one with all roles unless told. */
  server?: () => Promise<Switchyard>;
  /** Of the first server process; all roles unless told. */
  roles?: string;
  /** Of what the extension says; English unless told. */
  language?: string;
}

/** Starts all that the tests of this file need, and ends it with them. */
export function useEditor({ settings = {}, server, roles, language }: EditorSuiteOptions = {}): EditorSuite {
  let started: { editor: Editor; switchyard: Switchyard; browser: Browser } | undefined;
  const all = () => {
    if (!started) throw new Error('the suite has not begun');
    return started;
  };
  beforeAll(async () => {
    const host = inject('host');
    const starts = await Promise.allSettled([
      startEditor({
        editor: host.editor,
        vsix: inject('vsix'),
        settings,
        ...(language !== undefined && { language }),
      }),
      server?.() ?? startSwitchyard(roles === undefined ? {} : { roles }),
      openBrowser(host.browser),
    ]);
    const [editor, switchyard, browser] = starts;
    if (
      editor.status === 'fulfilled' &&
      switchyard.status === 'fulfilled' &&
      browser.status === 'fulfilled'
    ) {
      started = { editor: editor.value, switchyard: switchyard.value, browser: browser.value };
      return;
    }
    if (editor.status === 'fulfilled') await editor.value.stop();
    if (switchyard.status === 'fulfilled') await switchyard.value.stop();
    if (browser.status === 'fulfilled') await browser.value.close();
    throw starts.find((start) => start.status === 'rejected')?.reason;
  });
  afterAll(async () => {
    await started?.browser.close();
    await Promise.all([started?.editor.stop(), started?.switchyard.stop()]);
  });
  return {
    get editor() {
      return all().editor;
    },
    get switchyard() {
      return all().switchyard;
    },
    get browser() {
      return all().browser;
    },
    openWindow: (workspaceFile) => {
      const { browser, editor, switchyard } = all();
      const { url, workspaceUrl } = editor;
      onTestFinished(async ({ task }) => {
        // Else what it left is met by the try that follows.
        if (task.result?.state === 'fail') await Promise.all([cancelAll(switchyard), editor.resetSettings()]);
      });
      return openWindow(
        browser,
        workspaceFile === undefined ? workspaceUrl : `${url}?workspace=${workspaceFile}`,
      );
    },
  };
}

async function cancelAll({ api }: Switchyard): Promise<void> {
  const open = statesWhere((state) => !isFinal(state)).map((state) => `status=${state}`);
  const { items = [] } = await api.list(open.join('&'));
  await Promise.allSettled(items.map(({ id }) => api.cancel(id)));
}

let folders = 0;

async function openWindow(browser: Browser, address: string): Promise<EditorWindow> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const folder = join(ARTIFACTS, `${process.pid}-${++folders}`);
  let steps = 0;
  const newTab = async (): Promise<EditorWindow> => {
    const page = await context.newPage();
    const picture = async (step: string) => {
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${++steps}-${step}.png`) });
    };
    return Object.assign(new Workbench(page), { picture, anotherTab: newTab });
  };
  onTestFinished(async ({ task }) => {
    const failed = task.result?.state === 'fail';
    if (failed) {
      for (const page of context.pages()) {
        await page.screenshot({ path: join(folder, `${++steps}-failed.png`) }).catch(() => {});
      }
      console.log(`pictures of “${task.name}” are in ${folder}`);
    }
    await context.close();
    if (!failed && !process.env.SWITCHYARD_KEEP_PICTURES) await rm(folder, { recursive: true, force: true });
  });
  const window = await newTab();
  await window.open(address);
  return window;
}
