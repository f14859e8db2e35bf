import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandIds, rowCommandIds } from '../../../../extension/commands/commandIds.ts';

const manifest = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'));
const { contributes } = manifest;
const english = JSON.parse(readFileSync(new URL('../../../../package.nls.json', import.meta.url), 'utf8'));
const known: ReadonlySet<string> = new Set(commandIds);

describe('package.json', () => {
  test('contributes exactly the commands that there are', () => {
    expect(contributes.commands.map(({ command }: { command: string }) => command)).toEqual([...commandIds]);
  });

  test('names no other command in its menus, keys and welcome texts', () => {
    const inMenus = Object.values<{ command: string }[]>(contributes.menus)
      .flat()
      .map(({ command }) => command);
    const byKey = contributes.keybindings.map(({ command }: { command: string }) => command);
    const texts = Object.values(english).join('\n');
    const inTexts = [...texts.matchAll(/command:([\w.]+)/g)].map(([, id]) => id ?? '');
    expect([...inMenus, ...byKey, ...inTexts].filter((id) => !known.has(id))).toEqual([]);
  });

  test('has in the menus of rows exactly the commands that get a row, and none of them above a tree', () => {
    const inMenu = (menu: string) =>
      new Set(contributes.menus[menu].map(({ command }: { command: string }) => command));
    expect([...inMenu('view/item/context')].sort()).toEqual([...rowCommandIds].sort());
    expect([...inMenu('view/title')].filter((id) => rowCommandIds.has(id as never))).toEqual([]);
  });

  test('describes every setting, and every one is ours', () => {
    for (const [name, setting] of Object.entries<Record<string, unknown>>(
      contributes.configuration.properties,
    )) {
      expect(name).toMatch(/^switchyard\./);
      expect(setting.description ?? setting.markdownDescription).toBeTruthy();
      expect(setting.default).toBeDefined();
    }
  });

  test('brings nothing of node_modules', () => {
    expect(manifest.vsce).toEqual({ dependencies: false });
    expect(`${manifest.publisher}.${manifest.name}`).toBe('switchyard.switchyard');
  });
});
