import { beforeEach, expect, test, vi } from 'vitest';
import { setServerUrl, setTaskGrouping } from '../../../extension/settings.ts';

const settings = vi.hoisted(() => ({
  inWorkspace: {} as Record<string, unknown>,
  update: vi.fn(async (..._given: unknown[]) => {}),
}));
vi.mock('vscode', () => ({
  ConfigurationTarget: { Global: 'global', Workspace: 'workspace' },
  workspace: {
    getConfiguration: () => ({
      get: (name: string) => settings.inWorkspace[name],
      inspect: (name: string) => ({ workspaceValue: settings.inWorkspace[name] }),
      update: settings.update,
    }),
  },
}));
beforeEach(() => {
  settings.inWorkspace = {};
  settings.update.mockClear();
});

test('what a workspace sets is changed there, and all else for the person', async () => {
  settings.inWorkspace = { 'tasks.groupBy': 'queue' };
  await setTaskGrouping('tag');
  await setServerUrl('http://one.example');
  expect(settings.update.mock.calls).toEqual([
    ['tasks.groupBy', 'tag', 'workspace'],
    ['url', 'http://one.example', 'global'],
  ]);
});
