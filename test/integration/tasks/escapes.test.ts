/** Commands that end at once, and leave something behind that tries not to be found. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readProcessTable } from '../../../server/processes/processTable.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { processesOf } from '../../support/taskProcesses.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard();
});
afterAll(() => switchyard.stop());

/** Each prints the pid of what it leaves. */
const escapes: Record<string, string> = {
  'leaves its session': 'setsid sleep 600 >/dev/null 2>&1 & sleep 0.05; echo $!',
  'sheds its environment': 'env -i sleep 600 >/dev/null 2>&1 & echo $!',
  'forks twice, each time into a session of its own':
    'setsid sh -c "setsid sh -c \\"echo \\\\\\$\\\\\\$; exec sleep 600 >/dev/null 2>&1\\" & sleep 0.05" & wait',
  'is stopped': 'sleep 600 >/dev/null 2>&1 & kill -STOP $!; echo $!',
  'starts another one as the command ends': 'sh -c "sleep 0.01; sleep 600" >/dev/null 2>&1 & echo $!',
};

test.each(Object.entries(escapes))('ended with its task: what %s', async (_, script) => {
  const tasks = await Promise.all(
    [1, 2, 3].map(() => switchyard.api.submit({ command: 'sh', args: ['-c', script] })),
  );
  for (const { id } of tasks) {
    const { stdout } = await switchyard.api.reaches(id, 'success');
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(readProcessTable().has(Number(stdout))).toBe(false);
    expect(processesOf(id)).toEqual([]);
  }
});

test('a process that goes on in a new one again and again is ended with its task', async () => {
  const hop = 'use POSIX; while (1) { exit if fork; POSIX::setsid(); select undef, undef, undef, 0.04; }';
  const { id } = await switchyard.api.submit({ command: 'perl', args: ['-e', hop] });
  await switchyard.api.reaches(id, 'success');
  expect(processesOf(id)).toEqual([]);
});
