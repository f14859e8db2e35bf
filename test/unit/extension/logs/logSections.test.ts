import { expect, test } from 'vitest';
import { logSections } from '../../../../extension/logs/logSections.ts';
import { pathLinks } from '../../../../extension/logs/pathLinks.ts';

test('stages hold what comes until the next one, tool calls what was indented below them', () => {
  const lines = [
    '[switchyard] session 1, model m',
    'I look at the tests.',
    '● Bash {"command":"npm test"}',
    '  ⎿ 3 passed',
    '    1 failed',
    'One fails.',
    '● Read {"file":"a.ts"}',
    '[switchyard] done: 3 turns',
    '',
  ];
  expect(logSections(lines).map(({ title, kind, start, end }) => [kind, title, start, end])).toEqual([
    ['stage', 'session 1, model m', 0, 6],
    ['tool', 'Bash {"command":"npm test"}', 2, 4],
    ['tool', 'Read {"file":"a.ts"}', 6, 6],
    ['stage', 'done: 3 turns', 7, 7],
  ]);
});

test('places in files are found as compilers and tests write them', () => {
  const found = (text: string) =>
    pathLinks(text).map(({ path, line, column }) => `${path}@${line}:${column}`);
  expect(found('src/app.ts:12:5 - error, and ./lib/b.js:3')).toEqual(['src/app.ts@12:5', './lib/b.js@3:1']);
  expect(found('    at run (/srv/site/app.js:10:2)')).toEqual(['/srv/site/app.js@10:2']);
  expect(found('app.ts(4,7): error TS2304')).toEqual(['app.ts@4:7']);
  expect(found('  File "tools/x.py", line 9, in main')).toEqual(['tools/x.py@9:1']);
  expect(found('http://127.0.0.1:7420/app.ts:3 at 10:30')).toEqual([]);
});

test('a link covers what it names', () => {
  const text = 'see src/app.ts:12:5 now';
  const [link] = pathLinks(text);
  expect(text.slice(link?.start, link?.end)).toBe('src/app.ts:12:5');
});
