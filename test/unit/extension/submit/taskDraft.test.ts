import { expect, test } from 'vitest';
import { parseCommandLine } from '../../../../extension/submit/parseCommandLine.ts';
import { RecentSubmits } from '../../../../extension/submit/recentSubmits.ts';
import {
  commandLineOf,
  draftOf,
  isNamedAfterItsWork,
  nameFor,
  parseDuration,
  parseTags,
  type TaskDraft,
  tagsInWords,
} from '../../../../extension/submit/taskDraft.ts';
import { taskDefinitionSchema } from '../../../../shared/taskDefinition.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

test('a task that was is a draft that the server takes, without what became of it', () => {
  const was = taskSummary({ status: 'failure', priority: 8, tags: { env: 'prod' }, depends_on: ['gone'] });
  const draft = draftOf(was);
  expect(taskDefinitionSchema.safeParse(draft).success).toBe(true);
  expect(draft).toMatchObject({ kind: 'command', command: 'npm', args: ['test'], priority: 8 });
  expect(draft).not.toHaveProperty('depends_on');
  const told = { pty: true, limits: { silence_seconds: 60 }, on_dependency_failure: 'revoke' } as const;
  expect(draftOf(taskSummary(told))).toMatchObject(told);
  const prompt = draftOf(taskSummary({ kind: 'claude', command: null, context: { prompt: 'Mend it' } }));
  expect(taskDefinitionSchema.safeParse(prompt).success).toBe(true);
});

test('a command is shown as it could be typed', () => {
  const given = { command: 'node', args: ['-e', `console.log('it''s', "x")`, ''] };
  expect(parseCommandLine(commandLineOf(given))).toEqual(given);
});

test('times and tags are read as people write them', () => {
  expect(['90', '90 s', '10min', '1.5 h', '1 h 30 min', '2 d'].map(parseDuration)).toEqual([
    90, 90, 600, 5400, 5400, 172_800,
  ]);
  for (const wrong of ['', 'soon', '10 weeks', '-1'])
    expect(() => parseDuration(wrong), wrong).toThrow(/10 min/);
  expect(parseTags(' env=prod  note=a=b ')).toEqual({ env: 'prod', note: 'a=b' });
  expect(tagsInWords({ env: 'prod', team: 'web' })).toBe('env=prod team=web');
  for (const wrong of ['prod', '=prod', 'a="b', 'a="b"c', '"a=b'])
    expect(() => parseTags(wrong), wrong).toThrow(/env=prod/);
});

test('a tag is read again as it is written, whatever it holds', () => {
  expect(parseTags('team="the web" "my key"=a\\b')).toEqual({ team: 'the web', 'my key': 'a\\b' });
  const odd = { a: '', 'b c': ' ', 'd=e': '5"', f: '"quoted" \\', '"g': '\\"', h: 'i=j' };
  expect(parseTags(tagsInWords(odd))).toEqual(odd);
});

test('a name is the first line', () => {
  expect(nameFor('\n Mend it\nplease')).toBe('Mend it');
  expect(nameFor('x'.repeat(300))).toHaveLength(200);
});

test('a name that is that of the command or the prompt is told from one that a person gave', () => {
  const named = (name: string, more: Partial<TaskDraft> = {}) =>
    isNamedAfterItsWork({
      kind: 'command',
      name,
      project_id: 'default',
      command: 'echo',
      args: ['a b'],
      ...more,
    });
  expect([named('echo "a b"'), named("echo 'a b'"), named('nightly'), named('echo "')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  const prompt = { kind: 'claude', context: { prompt: 'Mend it\nplease' } } as const;
  expect([named('Mend it', prompt), named('mending', prompt)]).toEqual([true, false]);
});

function recentSubmits() {
  const kept = new Map<string, unknown>();
  const recent = new RecentSubmits({
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, value),
  } as ConstructorParameters<typeof RecentSubmits>[0]);
  return { kept, recent };
}

test('recent submits are kept once each, the latest first, and what is not understood is passed over', async () => {
  const { kept, recent } = recentSubmits();
  const draft = (name: string): TaskDraft => ({
    kind: 'command',
    name,
    project_id: 'default',
    command: name,
  });
  for (const name of ['a', 'b', 'a'])
    await recent.add({ ...draft(name), delay_seconds: 5, depends_on: ['x'] });
  expect(recent.all()).toEqual([draft('a'), draft('b')]);
  kept.set([...kept.keys()][0] ?? '', [{ name: 5 }]);
  expect(recent.all()).toEqual([]);
});

test('what is about to be submitted is kept whole until it is', async () => {
  const { recent } = recentSubmits();
  const draft: TaskDraft = { kind: 'command', name: 'a', project_id: 'default', command: 'a' };
  const whole = { ...draft, delay_seconds: 5, depends_on: ['x'] };
  await recent.begin(whole);
  expect(recent.all()).toEqual([whole]);
  await recent.add({ ...whole, idempotency_key: 'k' });
  expect(recent.all()).toEqual([draft]);
});
