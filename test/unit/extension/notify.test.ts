import { beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { askFirst, notify } from '../../../extension/notify.ts';
import { readSources } from '../sourceFiles.ts';

const show = vi.hoisted(() => vi.fn(async (_message: string, ..._more: unknown[]) => undefined));
vi.mock('vscode', () => ({ window: { showInformationMessage: show, showWarningMessage: show } }));
beforeEach(() => show.mockClear());

/** How VS Code finds links in a message: in `linkedText.ts` of its sources. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;

test.each([
  '[Show](command:workbench.action.terminal.sendSequence?%5B%5D) has failed',
  '[a]([b](command:x))',
  'see [here](https://example.org "there")',
])('nothing in a message becomes a link: %s', async (text) => {
  expect(text).toMatch(LINK);
  await notify('Information', text, 'Open Log');
  await askFirst(text, { detail: 'rm\u001b[2K -rf', buttons: ['Allow'] });
  const [told, asked] = show.mock.calls;
  expect(told?.[0]).not.toMatch(LINK);
  expect(asked?.[0]).not.toMatch(LINK);
  expect(told?.[1]).toBe('Open Log');
  expect(asked?.[1]).toEqual({ modal: true, detail: String.raw`rm\u{1b}[2K -rf` });
});

test('every message goes through here', () => {
  expect(vscode.window).toBeDefined();
  const others = readSources(['extension']).filter(
    ({ path, text }) => path !== 'extension/notify.ts' && /window\s*\.show\w+Message/.test(text),
  );
  expect(others.map(({ path }) => path)).toEqual([]);
});
