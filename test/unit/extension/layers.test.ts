import { expect, test } from 'vitest';
import { readSources } from '../sourceFiles.ts';

const sources = readSources(['extension']);
const isIn =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path.startsWith(`extension/${folder}/`));
/** Words for people, without a window to show them in. */
const plainViews = ['shownText', 'taskWords', 'connectionWords'].map((name) => `extension/views/${name}.ts`);

test('what talks to the server and what is known of it works without VS Code', () => {
  const plain = sources.filter(({ path }) => isIn('api', 'state')(path) || plainViews.includes(path));
  expect(plain.length).toBeGreaterThan(12);
  const allowed = (target: string) =>
    ['node', 'ws', 'zod'].includes(target) ||
    target.startsWith('shared/') ||
    target === 'extension/l10n.ts' ||
    isIn('api', 'state')(target);
  expect(
    plain.flatMap(({ path, imports }) =>
      imports.filter(({ target }) => !allowed(target)).map(({ target }) => `${path}: ${target}`),
    ),
  ).toEqual([]);
});

test('nothing of the server comes into the extension', () => {
  const packages = ['node', 'vscode', 'ws', 'zod', 'shell-quote', 'esbuild'];
  const foreign = sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => !/^(extension|shared)\//.test(target) && !packages.includes(target))
      .map(({ target }) => `${path}: ${target}`),
  );
  expect(foreign).toEqual([]);
});
