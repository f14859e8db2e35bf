import { expect, test } from 'vitest';
import { claudeOfWorkers } from '../../../../server/cli/doctor/serverChecks.ts';

const worker = (host: string, claude_version: string | null, claude_problem: string | null = null) => ({
  host,
  claude_version,
  claude_problem,
});

test('which Claude CLI the workers have is told, each version once', () => {
  const same = [worker('a', '2.1.330'), worker('b', '2.1.330'), worker('c', '2.1.9')];
  expect(claudeOfWorkers(same)).toMatchObject([
    { status: 'ok', detail: 'the workers have Claude CLI 2.1.330, 2.1.9' },
  ]);
});

test('why a worker can’t run Claude tasks is a note: others need none', () => {
  expect(claudeOfWorkers([worker('a', null, 'No program claude.')])).toEqual([
    {
      name: 'Claude tasks',
      status: 'note',
      detail: 'no worker has found a Claude CLI',
      advice: 'a: No program claude.',
    },
  ]);
  expect(claudeOfWorkers([worker('a', null)])).toEqual([]);
});
