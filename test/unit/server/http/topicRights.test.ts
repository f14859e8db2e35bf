import { expect, test } from 'vitest';
import { shows } from '../../../../server/http/topicRights.ts';
import type { SwitchyardEvent } from '../../../../shared/events.ts';

const id = '01a209d2-ed01-7cc1-a624-d27f7bef3675';
const other = '01a209d2-ed01-7cc1-a624-d27f7bef3676';
const at = '2026-11-23T19:12:29.419Z';
const of = (type: string, project_id = 'mine', more: object = {}) =>
  ({ type, task_id: id, project_id, version: 1, at, ...more }) as SwitchyardEvent;
const anyTopic = ['tasks', `task:${id}`, `task:${other}`, 'confirmations', 'queues'] as const;
const shownBy = (event: SwitchyardEvent, projectId?: string) =>
  anyTopic.filter((topic) => shows(topic, event, projectId)).map((topic) => topic.replace(id, 'ID'));

test('each event is shown by its topics, and by no other', () => {
  expect(shownBy(of('task.created'))).toEqual(['tasks', 'task:ID']);
  expect(shownBy(of('task.progress'))).toEqual(['tasks', 'task:ID']);
  expect(shownBy(of('confirmation.requested'))).toEqual(['tasks', 'task:ID', 'confirmations']);
  expect(shownBy(of('confirmation.answered'))).toEqual(['tasks', 'task:ID', 'confirmations']);
  expect(shownBy(of('alert.raised'))).toEqual(['tasks', 'task:ID', 'queues']);
  expect(shownBy(of('schedule.fired'))).toEqual(['queues']);
  expect(shownBy(of('worker.changed'))).toEqual(['queues']);
  expect(shownBy(of('queue.changed'))).toEqual(['queues']);
});

test('with a project only its events, and those that belong to none', () => {
  expect(shownBy(of('task.created'), 'mine')).toEqual(['tasks', 'task:ID']);
  expect(shownBy(of('task.created'), 'theirs')).toEqual([]);
  expect(shownBy(of('alert.raised'), 'theirs')).toEqual([]);
  expect(shownBy(of('worker.changed'), 'theirs')).toEqual(['queues']);
});

test('the server’s own tasks only to whoever asks for them', () => {
  expect(shownBy(of('task.created', 'system'))).toEqual(['task:ID']);
  expect(shownBy(of('task.created', 'system'), 'system')).toEqual(['tasks', 'task:ID']);
});
