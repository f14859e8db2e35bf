import { afterEach, expect, test, vi } from 'vitest';
import type { Executor, RunContext, RunFacts } from '../../../../server/executors/executor.ts';
import type { TaskRow } from '../../../../server/store/task.entity.ts';
import { lookAhead } from '../../../../server/worker/lookAhead.ts';

afterEach(() => void vi.useRealTimers());

const task = { id: 't', kind: 'command', projectId: 'p', env: { OWN: 'task' } } as unknown as TaskRow;
const project = { id: 'p', folders: [], programs: [], deny: [], limits: {}, subagents: {} };
const deps = {
  childEnv: [],
  rulesOf: async () => project,
  secretsOf: async (): Promise<Record<string, string> | 'unreadable'> => ({ SECRET: 'open', OWN: 'project' }),
};
const context = {} as RunContext;

/** Tells which of its two ways it was run. */
function executor(looked: RunFacts[] = []): Executor {
  const way = (name: string) =>
    async function* () {
      yield { type: 'raw' as const, line: name };
    };
  return Object.assign(way('late'), {
    ahead: (facts: RunFacts) => {
      looked.push(facts);
      return way('ahead');
    },
  });
}

async function wayOf(run: Executor): Promise<unknown> {
  for await (const event of run(context)) return event.type === 'raw' && event.line;
}

test('a run begins with what was looked up beside its claim: the rules, and the variables it will have', async () => {
  const looked: RunFacts[] = [];
  expect(await wayOf(await lookAhead(deps, executor(looked), task))).toBe('ahead');
  expect(looked).toHaveLength(1);
  expect(looked[0]).toMatchObject({ task, project, env: { SECRET: 'open', OWN: 'task' } });
});

test('what was looked up more than a second ago doesn’t count: the project’s rules may be others by now', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const run = await lookAhead(deps, executor(), task);
  vi.advanceTimersByTime(1001);
  expect(await wayOf(run)).toBe('late');
});

test('what can’t be looked up is left to the run, which tells of it', async () => {
  const failing = { ...deps, rulesOf: () => Promise.reject(new Error('MySQL is away')) };
  expect(await wayOf(await lookAhead(failing, executor(), task))).toBe('late');
  const unreadable = { ...deps, secretsOf: async () => 'unreadable' as const };
  expect(await wayOf(await lookAhead(unreadable, executor(), task))).toBe('late');
});
