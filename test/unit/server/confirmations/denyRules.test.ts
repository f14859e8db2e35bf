import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findDenyRule, ruleInWords } from '../../../../server/confirmations/denyRules.ts';
import { type DenyRule, denyRulesSchema } from '../../../../shared/denyRule.ts';

const forbidden = async (rule: DenyRule, tool: string, input: unknown) =>
  (await findDenyRule([rule], { tool, input, workingDir: '/work' })) !== undefined;

describe('a program, wherever it is started', () => {
  const rm: DenyRule = { tool: 'Bash', program: 'rm' };
  test.each([
    'rm x',
    '/bin/rm x',
    './../bin/rm x',
    'r\\m x',
    `'rm' x`,
    'true && rm x',
    'ls | xargs rm',
    'ls | xargs -I{} rm {}',
    'sudo rm x',
    'sudo -u root -- rm x',
    'env A=1 rm x',
    'A=$(date) rm x',
    'nohup nice -n 5 rm x &',
    'timeout 5 rm x',
    'exec rm x',
    '(cd /; rm x)',
    '{ rm x; }',
    'if true; then rm x; fi',
    'f() { rm x; }; f',
    'echo $(rm x)',
    'echo "`rm x`"',
    'sh -c "rm x"',
    `bash -c 'true; rm x'`,
    `sudo bash -c "sh -c 'rm x'"`,
    `eval 'rm x'`,
    `env -S "rm x"`,
    'find . -name y -exec rm {} \\;',
    '$SUDO rm x',
    'cat <(rm x)',
    'true\nrm x',
    '! rm x',
    'time rm x',
    'X= rm x > /dev/null',
  ])('%s', async (command) => {
    expect(await forbidden(rm, 'Bash', { command })).toBe(true);
  });

  test.each([
    'ls',
    'git rm x',
    'echo rm',
    'npm run rm',
    'rmdir x',
    '# rm x',
    `echo 'rm x'`,
    'echo "a; rm x"',
  ])('not: %s', async (command) => {
    expect(await forbidden(rm, 'Bash', { command })).toBe(false);
  });

  test.each(['cat <<x\nrm y\nx', "$'rm' x", 'case a in a) rm x;; esac', 'sudo sh -c "cat <<x"', 'rm "'])(
    'a text that can’t be read for certain may be it: %s',
    async (command) => {
      const found = await findDenyRule([rm], { tool: 'Bash', input: { command }, workingDir: '/work' });
      expect(found?.inWords).toMatch(/^Bash rm \(whether it is that can’t be told/);
      expect(await forbidden({ tool: 'Write', path: '/etc/**' }, 'Bash', { command })).toBe(false);
    },
  );

  test('only of its tool, whose name may be written otherwise', async () => {
    expect(await forbidden(rm, 'Write', { command: 'rm x' })).toBe(false);
    expect(await forbidden(rm, 'bash', { command: 'rm x' })).toBe(true);
    expect(await forbidden({ ...rm, tool: '*' }, 'Shell', { command: 'rm x' })).toBe(true);
    for (const input of [null, 'rm x', [], {}, { command: 7 }])
      expect(await forbidden(rm, 'Bash', input)).toBe(false);
  });

  test('with arguments that are all there, short ones together or apart', async () => {
    const rule: DenyRule = { tool: 'Bash', program: 'rm', args: ['-rf'] };
    for (const command of ['rm -rf x', 'rm -fr x', 'rm -r x -f', 'rm -vrf x', 'sudo rm x -r -f'])
      expect([command, await forbidden(rule, 'Bash', { command })]).toEqual([command, true]);
    for (const command of ['rm x', 'rm -r x', 'rm --rf x', 'rm -i rf'])
      expect([command, await forbidden(rule, 'Bash', { command })]).toEqual([command, false]);
    const push: DenyRule = { tool: 'Bash', program: 'git', args: ['push', '--force'] };
    expect(await forbidden(push, 'Bash', { command: 'git push origin --force' })).toBe(true);
    expect(await forbidden(push, 'Bash', { command: 'git push origin' })).toBe(false);
  });
});

describe('a path', () => {
  const etc: DenyRule = { tool: 'Write', path: '/etc/**' };
  test.each([
    '/etc/passwd',
    '/etc',
    '/etc/',
    '/etc/a/b',
    '/tmp/../etc/x',
    '../etc/x',
    '//etc/x',
    '/etc/.hidden',
  ])('%s', async (file_path) => {
    expect(await forbidden(etc, 'Write', { file_path })).toBe(true);
  });
  test.each(['/etcetera', '/home/etc/x', 'etc/x', '/e'])('not: %s', async (file_path) => {
    expect(await forbidden(etc, 'Write', { file_path })).toBe(false);
  });

  test('patterns within a folder, and special characters as they are', async () => {
    const rule: DenyRule = { tool: '*', path: '/a/*.key(+)?' };
    expect(await forbidden(rule, 'Edit', { file_path: '/a/b.key(+)x' })).toBe(true);
    expect(await forbidden(rule, 'Edit', { file_path: '/a/b/c.key(+)x' })).toBe(false);
    expect(await forbidden(rule, 'Edit', { file_path: '/a/bxkey(+)x' })).toBe(false);
  });

  test('by a link, too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deny-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    symlinkSync('/etc', join(folder, 'link'));
    expect(await forbidden(etc, 'Write', { file_path: join(folder, 'link/new/file') })).toBe(true);
  });
});

test('a rule without program and path is about every use of its tool', async () => {
  expect(await forbidden({ tool: 'WebFetch' }, 'WebFetch', { url: 'x' })).toBe(true);
  expect(ruleInWords({ tool: 'Bash', program: 'rm', args: ['-rf'] })).toBe('Bash rm -rf');
});

test('rules that can’t mean anything are refused', () => {
  for (const rule of [
    { program: 'rm' },
    { tool: 'Bash', program: '/bin/rm' },
    { tool: 'W', path: 'etc' },
    { tool: 'Bash', args: ['x'] },
    { tool: 'a', program: 'b', path: '/c' },
  ])
    expect(denyRulesSchema.safeParse([rule]).success).toBe(false);
});

test('a long hostile command takes no long time', async () => {
  const rule: DenyRule = { tool: 'Bash', program: 'rm', args: ['never'] };
  await forbidden(rule, 'Bash', { command: `sudo ${'rm '.repeat(6000)}` });
  await forbidden(rule, 'Bash', { command: `sudo ${'"sudo x y z" '.repeat(1500)}` });
}, 5000);
