import { equal, ok } from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import type { SwitchyardApi } from '../../extension/main.ts';

/** Ten times what it takes on an idle machine; the figure itself is in the log. */
const ACTIVATION_MS_MAX = 1000;

export function activationTests(): void {
  suite('activation', () => {
    test('comes by itself, and costs the extension host little', async () => {
      const extension = vscode.extensions.getExtension<SwitchyardApi>('switchyard.switchyard');
      ok(extension, 'the extension is not installed');
      const { activationMs, activationCpuMs } = await extension.activate();
      const cpu = activationCpuMs.toFixed(1);
      console.log(`activated in ${activationMs.toFixed(1)} ms, ${cpu} ms of them computing`);
      ok(activationMs < ACTIVATION_MS_MAX, `it took ${activationMs} ms`);
    });

    test('leaves the default settings as the manifest says', () => {
      const settings = vscode.workspace.getConfiguration('switchyard');
      equal(settings.get('url'), 'http://127.0.0.1:7420');
      equal(settings.get('project'), 'default');
      equal(settings.get('log.lines'), 5000);
    });
  });
}
