import { expect, test } from 'vitest';
import { logSections } from '../../../../extension/logs/logSections.ts';
import { pathLinks } from '../../../../extension/logs/pathLinks.ts';

const sectionsOf = (...lines: string[]) =>
  logSections(lines).map(({ title, kind, start, end }) => [kind, title, start, end]);

test('stages hold what comes until the next one, tool calls what is indented below them', () => {
  const sections = sectionsOf(
    '[switchyard] session 1, model m',
    'I look at the tests.',
    '$ npm test && \\',
    '  npm run check',
    '  └ 3 passed',
    '    1 failed',
    'One fails.',
    '• Read a.ts',
    '',
    '[switchyard] ran 1.2 s, 3 turns',
    '',
  );
  expect(sections).toEqual([
    ['stage', 'session 1, model m', 0, 7],
    ['tool', '$ npm test && \\', 2, 5],
    ['tool', 'Read a.ts', 7, 7],
    ['stage', 'ran 1.2 s, 3 turns', 9, 9],
  ]);
});

test('a question about a tool’s use lies in the tool’s fold, if the tool goes on', () => {
  const asked = ['$ rm x', '[switchyard] asks for permission: Bash: rm x'];
  expect(sectionsOf('[switchyard] session 1', ...asked, '[switchyard] allowed by a', '  └ gone')).toEqual([
    ['stage', 'session 1', 0, 4],
    ['tool', '$ rm x', 1, 4],
  ]);
  expect(sectionsOf(...asked)).toEqual([
    ['tool', '$ rm x', 0, 0],
    ['stage', 'asks for permission: Bash: rm x', 1, 1],
  ]);
});

test('thoughts and long results fold by themselves, also in a subagent’s block', () => {
  const long = ['  └ 1', '    2', '    3', '', '    5'];
  const sections = sectionsOf(
    '• Agent scout: look',
    '  │ • thinking (1 line)',
    '  │     Hm.',
    '  │ $ seq 5',
    ...long.map((line) => `  │ ${line}`.trimEnd()),
    '  └ done after 0.7 s',
    '• thinking (2 lines)',
    '    One.',
    '    Two.',
    '$ seq 5',
    ...long,
    'Done.',
  );
  expect(sections).toEqual([
    ['tool', 'Agent scout: look', 0, 9],
    ['thought', 'thinking (1 line)', 1, 2],
    ['tool', '$ seq 5', 3, 8],
    ['result', '1', 4, 8],
    ['thought', 'thinking (2 lines)', 10, 12],
    ['tool', '$ seq 5', 13, 18],
    ['result', '1', 14, 18],
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
