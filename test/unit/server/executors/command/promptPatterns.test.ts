import { expect, test } from 'vitest';
import { plainText, readPrompt } from '../../../../../server/executors/command/promptPatterns.ts';

test.each([
  ['Proceed? [y/N] ', { options: ['y', 'n'], default: 'n' }],
  ['Do you want to continue? [Y/n]', { options: ['y', 'n'], default: 'y' }],
  ['Overwrite file? (y/n) ', { options: ['y', 'n'] }],
  ['Apply this hunk [y/n/q] ', { options: ['y', 'n', 'q'] }],
  ['Really (yes/no): ', { options: ['yes', 'no'] }],
  ['Are you sure you want to continue connecting (yes/no/[fingerprint])? ', {}],
  ['Password: ', { secret: true }],
  ['Enter passphrase for key /home/a/.ssh/id: ', { secret: true }],
  ['Press any key to continue', { default: '' }],
  ['Press ENTER', { default: '' }],
  ['What is your name? ', {}],
  ['name: ', {}],
  ['>>> ', {}],
])('%j is a prompt', (line, prompt) => expect(readPrompt(line)).toEqual(prompt));

test.each(['', 'done', 'Compiling 3 of 5', '$ ', '50%', '[y/N] was answered'])('%j is none', (line) =>
  expect(readPrompt(line)).toBeUndefined(),
);

test('colours, titles and overwritten text are not part of a line', () => {
  expect(plainText('\x1b]0;title\x07\x1b[1;32mProceed?\x1b[0m [y/N] ')).toBe('Proceed? [y/N] ');
  expect(plainText('10%\r20%\r30%')).toBe('30%');
  expect(plainText('a\r\nb\r\n')).toBe('a\nb\n');
});
