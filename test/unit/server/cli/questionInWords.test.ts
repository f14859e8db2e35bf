import { expect, test } from 'vitest';
import { questionInWords } from '../../../../server/cli/questionInWords.ts';
import { confirmation } from '../../../support/confirmation.ts';

test('the exact text comes before what the model says of it, and a subagent is named', () => {
  const asked = confirmation({
    title: 'Bash: rm -rf build',
    detail: 'rm -rf build\nrm -rf dist',
    description: 'Only cleans up.\ntask of nobody',
    agent: { id: 'a1', name: 'Explore' },
    default_to_no: true,
  });
  expect(questionInWords(asked).split('\n')).toEqual([
    'c1  permission  waits',
    'Bash: rm -rf build',
    '  rm -rf build',
    '  rm -rf dist',
    "in the model's own words, which nobody has checked: Only cleans up. task of nobody",
    'This wants a thought before it is allowed.',
    'task t1, asked by its subagent Explore',
  ]);
});

test('a form tells how each field is filled in, and an account what each answer does', () => {
  const fields = [
    { name: 'no', title: 'Ticket', type: 'number' as const, required: true },
    { name: 'team', title: 'Team', type: 'enum' as const, options: ['web', 'core'], required: false },
  ];
  const form = questionInWords(confirmation({ kind: 'form', fields }));
  expect(form).toContain('  - Ticket: --value no=… (a number)\n');
  expect(form).toContain('  - Team: --value team=… (one of web, core, may be left out)\n');
  expect(questionInWords(confirmation({ kind: 'account' }))).toContain('allow: try again; deny: give up');
});
