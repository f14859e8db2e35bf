import { expect, test } from 'vitest';
import { confirmationOf } from '../../../../../server/executors/claude/toolConfirmation.ts';
import { createMask } from '../../../../../server/logs/mask.ts';

test('a secret across the place where a title is cut doesn’t show in part', () => {
  const secret = 'hunter2-hunter2-hunter2';
  const command = `curl ${'x'.repeat(180)} ${secret} example.org`;
  const request = { subtype: 'can_use_tool' as const, tool_name: 'Bash', input: { command } };
  const { title } = confirmationOf(request as never, createMask([secret]));
  expect(title).toContain('***');
  expect(title).not.toContain('hunter');
});
