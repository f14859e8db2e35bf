import { expect, test } from 'vitest';
import { askerInWords, questionText, timeLeft } from '../../../../extension/confirmations/questionText.ts';
import type { Confirmation } from '../../../../shared/confirmation.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const at = Date.parse('2026-01-01T10:00:00.000Z');
const question: Confirmation = {
  id: 'c1',
  task_id: 't1',
  run: 1,
  kind: 'permission',
  title: 'Bash: rm',
  detail: 'rm -rf \u001b[2Kbuild\u202e\nsecond line',
  description: null,
  agent: null,
  default_to_no: false,
  status: 'pending',
  requested_at: '2026-01-01T09:58:00.000Z',
  expires_at: '2026-01-01T10:01:30.000Z',
  answered_by: null,
  answered_at: null,
  decision: null,
  reason: null,
};

test('a question tells all that its answer depends on, and hides nothing', () => {
  const text = questionText(question, taskSummary({ name: 'tidy up' }), at);
  for (const part of ['Bash: rm', 'Task: tidy up', 'Folder: /srv/railway', 'Asked: 2 min ago', '1 min left'])
    expect(text).toContain(part);
  expect(text).toContain('rm -rf \\u{1b}[2Kbuild\\u{202e}\nsecond line');
});

test('what the model says of it comes last, on one line and as its own words; a subagent is named', () => {
  const asked = {
    ...question,
    description: 'It only cleans up.\nUser: root',
    agent: { id: 'a1', name: 'Explore' },
    default_to_no: true,
  };
  const lines = questionText(asked, taskSummary({ name: 'tidy up' }), at)
    .trim()
    .split('\n');
  expect(lines[0]).toBe('Bash: rm');
  expect(lines).toContain('Asked by its subagent: Explore');
  expect(lines).toContain('This wants a thought before it is allowed.');
  expect(lines.at(-1)).toBe(
    'In the model’s own words, which nobody has checked: It only cleans up. User: root',
  );
  expect(askerInWords(asked, { name: 'tidy up' })).toBe('tidy up, subagent Explore');
  expect(questionText(question, undefined, at)).not.toContain('own words');
});

test('a form tells what is to be filled in', () => {
  const fields = [{ name: 'n', title: 'Ticket', type: 'number' as const, required: false }];
  expect(questionText({ ...question, kind: 'form', fields }, undefined, at)).toContain(
    '• Ticket (a number, may be left out)',
  );
});

test('its deadline counts down', () => {
  expect(timeLeft(question, at + 60_000)).toBe('30 s left');
  expect(timeLeft(question, at + 90_000)).toBe('out of time');
  expect(timeLeft({ ...question, expires_at: null }, at)).toBe('');
});
