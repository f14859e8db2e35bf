import { expect, test } from 'vitest';
import { readSources } from '../sourceFiles.ts';

const sources = readSources(['extension']);
const isIn =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path.startsWith(`extension/${folder}/`));
/** Words for people, without a window to show them in. */
const plainViews = ['taskWords', 'connectionWords'].map((name) => `extension/views/${name}.ts`);

test('what talks to the server and what is known of it works without VS Code', () => {
  const plain = sources.filter(({ path }) => isIn('api', 'state')(path) || plainViews.includes(path));
  expect(plain.length).toBeGreaterThan(12);
  const allowed = (target: string) =>
    ['node', 'ws', 'zod'].includes(target) || target.startsWith('shared/') || isIn('api', 'state')(target);
  expect(
    plain.flatMap(({ path, imports }) =>
      imports.filter(({ target }) => !allowed(target)).map(({ target }) => `${path}: ${target}`),
    ),
  ).toEqual([]);
});

test('the language server is a program of its own: it knows what is asked of it, and no editor', () => {
  const server = sources.filter(({ path }) => isIn('language/server')(path));
  expect(server.length).toBeGreaterThan(10);
  const packages = [
    'zod',
    'yaml',
    'cronstrue',
    'vscode-languageserver',
    'vscode-languageserver-textdocument',
  ];
  const allowed = (target: string) =>
    packages.includes(target) || target.startsWith('shared/') || isIn('language/server')(target);
  expect(
    server.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => !allowed(target) && target !== 'extension/language/protocol.ts')
        .map(({ target }) => `${path}: ${target}`),
    ),
  ).toEqual([]);
});

test('the page knows the extension by their messages alone, and its widgets by one file', () => {
  const page = readSources(['webview']);
  expect(page.length).toBeGreaterThan(10);
  const packages = ['preact', 'uplot', 'cronstrue'];
  const allowed = (target: string, path: string) =>
    packages.includes(target) ||
    /^(shared|webview)\//.test(target) ||
    (target === '@vscode/webview-ui-toolkit' && path === 'webview/toolkit.ts');
  expect(
    page.flatMap(({ path, imports }) =>
      imports.filter(({ target }) => !allowed(target, path)).map(({ target }) => `${path}: ${target}`),
    ),
  ).toEqual([]);
});

test('nothing of the server comes into the extension', () => {
  const packages = ['node', 'vscode', 'ws', 'zod', 'shell-quote', 'esbuild', 'vscode-languageclient'];
  const foreign = sources
    .filter(({ path }) => !isIn('language/server')(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => !/^(extension|shared)\//.test(target) && !packages.includes(target))
        .map(({ target }) => `${path}: ${target}`),
    );
  expect(foreign).toEqual([]);
});
