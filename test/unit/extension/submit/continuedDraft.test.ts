import { expect, test } from 'vitest';
import { continuedDraft } from '../../../../extension/submit/continuedDraft.ts';
import { draftOf } from '../../../../extension/submit/taskDraft.ts';
import { taskDefinitionSchema } from '../../../../shared/taskDefinition.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const task = taskSummary({
  kind: 'claude',
  command: null,
  args: [],
  name: 'mend the tests',
  status: 'success',
  session_id: '019b76da-a800-4000-8000-0000000000aa',
  tags: { area: 'web' },
  context: {
    prompt: 'Mend the tests.',
    model: 'sonnet',
    permission_mode: 'auto',
    allowed_tools: ['Read'],
    session_id: '019b76da-a800-4000-8000-0000000000bb',
    git: { branch: 'topic' },
    file: 'a.test.ts',
  },
});

test('a conversation goes on in its folder, with what it was allowed, and with another prompt', () => {
  const draft = continuedDraft(task, 'Now write one.');
  expect(draft).toMatchObject({
    name: 'mend the tests (2)',
    project_id: 'default',
    continues: task.id,
    tags: { area: 'web' },
  });
  expect(draft.context).toEqual({
    prompt: 'Now write one.',
    model: 'sonnet',
    permission_mode: 'auto',
    allowed_tools: ['Read'],
  });
  expect(draft).not.toHaveProperty('working_dir');
  expect(taskDefinitionSchema.safeParse(draft).error).toBeUndefined();
});

test('to run it again continues the same conversation', () => {
  const again = draftOf({ ...task, continues: '019b76da-a800-7000-8000-00000000000c' });
  expect(again.continues).toBe('019b76da-a800-7000-8000-00000000000c');
  expect(taskDefinitionSchema.safeParse(again).error).toBeUndefined();
});
