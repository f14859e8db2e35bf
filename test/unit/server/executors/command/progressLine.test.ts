import { expect, test } from 'vitest';
import { readProgressLine, toldProgress } from '../../../../../server/executors/command/progressLine.ts';

test.each([
  [
    '::progress percentage=40 step=build total=5::',
    { percentage: 40, current_step: 'build', total_steps: 5 },
  ],
  ['::progress percentage=99.5::', { percentage: 99.5 }],
  ['::progress step="unit tests: two" ::', { current_step: 'unit tests: two' }],
  ['::progress percentage=1 colour=red::\r', { percentage: 1 }],
])('%s is progress', (line, told) => expect(readProgressLine(line)).toEqual(told));

test.each([
  '::progress percentage=101::',
  '::progress percentage=-1::',
  '::progress percentage=NaN::',
  '::progress percentage=1e1::',
  '::progress total=1.5::',
  '::progress colour=red::',
  '::progress::',
  '::progress percentage=40',
  'x ::progress percentage=40::',
  '::progress percentage=40:: x',
])('%s is plain output', (line) => expect(readProgressLine(line)).toBeUndefined());

test('of several lines the last word on each value counts', () => {
  const text = 'a\n::progress percentage=1 step=x::\nb\n::progress percentage=2::\nc';
  expect(toldProgress(text)).toEqual({ percentage: 2, current_step: 'x' });
  expect(toldProgress('nothing of the kind')).toBeUndefined();
});
