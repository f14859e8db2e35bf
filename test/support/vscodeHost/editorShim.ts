#!/usr/bin/env node
/**
 * Poses as a desktop VS Code for `runTests` of @vscode/test-electron: takes its arguments, runs the suite that they
 * name inside the extension host of the test editor, and ends as the suite does.
 */
import { openBrowser } from './openBrowser.ts';
import { prepareHost } from './prepareHost.ts';
import { startEditor } from './startEditor.ts';

/** A suite that hangs ends here. */
const SUITE_MS_MAX = 120_000;

function argument(name: string): string {
  const found = process.argv.find((each) => each.startsWith(`--${name}=`));
  if (!found) throw new Error(`--${name}= is missing`);
  return found.slice(name.length + 3);
}

/** @returns what VS Code would exit with. */
async function runSuite(): Promise<number> {
  const host = await prepareHost(console.log);
  const vsix = process.env.SWITCHYARD_TEST_VSIX;
  const editor = await startEditor({
    editor: host.editor,
    ...(vsix === undefined ? {} : { vsix }),
    // Without it, what the address asks for is silently ignored.
    args: ['--vscode-option', 'enable-smoke-test-driver'],
    env: { SWITCHYARD_TEST_RESULT: process.env.SWITCHYARD_TEST_RESULT ?? '' },
  });
  const browser = await openBrowser(host.browser);
  try {
    const page = await browser.newPage();
    const ended = Promise.withResolvers<number>();
    await page.exposeFunction('codeAutomationExit', (code: number) => ended.resolve(code));
    await page.exposeFunction('codeAutomationLog', (_level: string, words: unknown[]) =>
      console.log(...words),
    );
    page.on('pageerror', (error) => console.error(error.message));
    const authority = `vscode-remote://${new URL(editor.url).host}`;
    const payload = [
      ['extensionDevelopmentPath', `${authority}${argument('extensionDevelopmentPath')}`],
      ['extensionTestsPath', `${authority}${argument('extensionTestsPath')}`],
      ['skipWelcome', 'true'],
    ];
    await page.goto(`${editor.workspaceUrl}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    const timer = setTimeout(() => ended.reject(new Error('the suite took too long')), SUITE_MS_MAX);
    return await ended.promise.finally(() => clearTimeout(timer));
  } finally {
    await browser.close();
    await editor.stop();
  }
}

process.exitCode = await runSuite();
