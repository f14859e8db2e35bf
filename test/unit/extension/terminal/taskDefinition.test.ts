import { expect, test } from 'vitest';
import { definitionOfDraft, draftOfDefinition } from '../../../../extension/terminal/taskDefinition.ts';
import { taskDefinitionSchema } from '../../../../shared/taskDefinition.ts';

const place = { projectId: 'site', folder: '/srv/site' };
const draft = (given: object) => draftOfDefinition({ type: 'switchyard', ...given }, place);

test('a command line, or a program with its arguments, is a task that the server takes', () => {
  expect(draft({ command: 'npm run "my build"' })).toEqual({
    kind: 'command',
    name: 'npm run "my build"',
    project_id: 'site',
    working_dir: '/srv/site',
    command: 'npm',
    args: ['run', 'my build'],
    max_retries: 0,
  });
  const full = draft({
    command: 'npm',
    args: ['a b', '$HOME'],
    project: 'api',
    workingFolder: '/srv/api',
    priority: 9,
    timeout: 60,
    retries: 2,
    tags: { env: 'prod' },
  });
  expect(full).toMatchObject({
    args: ['a b', '$HOME'],
    project_id: 'api',
    working_dir: '/srv/api',
    max_retries: 2,
  });
  expect(taskDefinitionSchema.safeParse(full).success).toBe(true);
});

test('a command that was submitted is offered with all that was said of it', () => {
  const submitted = {
    kind: 'command',
    name: 'npm run "my build"',
    project_id: 'api',
    command: 'npm',
    args: ['run', 'my build'],
    working_dir: '/srv/api',
    priority: 9,
    timeout: 60,
    max_retries: 2,
    tags: { env: 'prod' },
  } as const;
  const { name, ...said } = submitted;
  expect(
    draftOfDefinition(definitionOfDraft({ ...submitted, args: [...submitted.args] }), place),
  ).toMatchObject(said);
  const plain = definitionOfDraft({
    kind: 'command',
    name: 'ls',
    project_id: 'site',
    command: 'ls',
    tags: {},
  });
  expect(plain).toEqual({ type: 'switchyard', command: 'ls', project: 'site' });
});

test('a prompt is for Claude', () => {
  const prompt = draft({ prompt: 'Mend it\nplease' });
  expect(prompt).toMatchObject({ kind: 'claude', name: 'Mend it', context: { prompt: 'Mend it\nplease' } });
  expect(taskDefinitionSchema.safeParse(prompt).success).toBe(true);
});

test('what can’t be submitted is refused', () => {
  expect(() => draft({})).toThrow(/Write a command/);
  expect(() => draft({ command: 'a | b' })).toThrow(/shell/);
  expect(() => draft({ command: 'a', priority: 11, timeout: '1h' })).toThrow(
    /^priority: must be a whole number from 1 to 10; timeout: must be a number from 1 to 604800$/,
  );
});

test.each([
  [{ command: 'ls', priority: 77 }, 'priority: must be a whole number from 1 to 10'],
  [{ command: 'ls', timeout: '1 h' }, 'timeout: must be a number from 1 to 604800'],
  [{ command: '' }, 'command: must be a text, and not empty'],
  [{ command: 'ls', args: ['-l', 3] }, 'args.1: must be a list of texts'],
  [
    { command: 'ls', tags: ['a'], retries: 1.5 },
    /retries: must be a whole number.*; tags: must be names with/,
  ],
])('%j is refused in plain words', (given, words) => {
  expect(() => draft(given)).toThrow(words);
});
