import { describe, expect, test } from 'vitest';
import { nameOfCommand } from '../../../../server/cli/commandLine.ts';
import { quoteCommand } from '../../../../shared/quoteCommand.ts';

test('a command is quoted as a shell would need it', () => {
  expect(quoteCommand('sh', ['-c', 'echo "hi"; exit 3', "it's", '', 'a=b/c:1'])).toBe(
    `sh -c 'echo "hi"; exit 3' 'it'\\''s' '' a=b/c:1`,
  );
});

describe('the name of a command', () => {
  test('is one line', () => {
    expect(nameOfCommand('sh', ['-c', 'a\n  b'])).toBe("sh -c 'a b'");
  });

  test('is at most 200 characters, and never half of one', () => {
    const name = nameOfCommand('echo', [`${'x'.repeat(192)}🚂🚂🚂`]);
    expect(name.length).toBeLessThanOrEqual(200);
    expect(name).toBe(`echo '${'x'.repeat(192)}…`);
    expect(name.isWellFormed()).toBe(true);
  });
});
