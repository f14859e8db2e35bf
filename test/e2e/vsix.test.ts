import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import './globalSetup.ts'; // Types what `inject` answers.

const BUNDLE_BYTES_MAX = 500_000;

test('the package holds the bundle, the manifest and pictures, and nothing else', async () => {
  const { stdout } = await promisify(execFile)('unzip', ['-lqq', inject('vsix')]);
  const files = new Map(
    stdout
      .trim()
      .split('\n')
      .map((row) => {
        const [, bytes = '', name = ''] = /^\s*(\d+)\s+\S+\s+\S+\s+(.+)$/.exec(row) ?? [];
        return [name, Number(bytes)] as const;
      }),
  );
  const documents = ['extension/readme.md', 'extension/changelog.md', 'extension/LICENSE.txt'];
  expect([...files.keys()].filter((name) => !documents.includes(name)).sort()).toEqual([
    '[Content_Types].xml',
    'extension.vsixmanifest',
    'extension/dist/dashboard.css',
    'extension/dist/dashboard.js',
    'extension/dist/extension.cjs',
    'extension/dist/languageClient.cjs',
    'extension/dist/languageServer.cjs',
    'extension/extension/language/languageConfiguration.json',
    'extension/extension/language/taskFile.tmLanguage.json',
    'extension/extension/media/icon.png',
    'extension/extension/media/switchyard.svg',
    'extension/l10n/bundle.l10n.zh-cn.json',
    'extension/package.json',
    'extension/package.nls.json',
    'extension/package.nls.zh-cn.json',
  ]);
  expect(files.get('extension/dist/extension.cjs')).toBeLessThan(BUNDLE_BYTES_MAX);
});
