import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidV7 } from '../../../server/tasks/newTask.ts';
import type { SubmittedBatch } from '../../../shared/taskGraph.ts';
import { eventually } from '../../support/eventually.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';
import { EventClient } from './eventClient.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
});
afterAll(() => switchyard.stop());

/** Made in one transaction. @param id of the fifth. @returns their ids. */
async function submitTogether(count: number, id?: string): Promise<string[]> {
  const task = { name: 'x', project_id: 'default', command: 'true', delay_seconds: 3600 };
  const tasks = Array.from({ length: count }, (_, index) => (index === 4 && id ? { ...task, id } : task));
  const { body } = await switchyard.api.request<SubmittedBatch>('POST', '/tasks/batch', { tasks });
  return body.tasks.map((each) => each.id);
}

const tasksOf = (client: EventClient) =>
  client.of('event').map(({ event }) => ('task_id' in event ? event.task_id : ''));

test('what happened at once comes event by event, and a client may go on after any of them', async () => {
  const first = await EventClient.connect(switchyard.url);
  const { cursor } = await first.subscribe(['tasks']);
  const ids = await submitTogether(50);
  await eventually(() => expect(tasksOf(first)).toEqual(ids));
  const places = [cursor, ...first.of('event').map((frame) => frame.cursor)];
  expect(new Set(places).size).toBe(51);
  const [last] = await submitTogether(1);
  for (const [had, since] of places.entries()) {
    const client = await EventClient.connect(switchyard.url);
    await client.subscribe(['tasks'], { since });
    await eventually(() => expect(tasksOf(client).at(-1)).toBe(last));
    expect([had, tasksOf(client)]).toEqual([had, [...ids.slice(had), last]]);
    expect(client.of('resync')).toEqual([]);
    await client.close();
  }
});

test('a client with several topics has one place for all: it never goes back, live or when it goes on', async () => {
  const one = uuidV7(Date.now());
  const topics = ['tasks', `task:${one}`];
  const live = await EventClient.connect(switchyard.url);
  const { cursor } = await live.subscribe(topics);
  const ids = await submitTogether(30, one);
  const resumed = await EventClient.connect(switchyard.url);
  await resumed.subscribe(topics, { since: cursor });
  for (const client of [live, resumed]) {
    await eventually(() => expect(tasksOf(client).at(-1)).toBe(ids.at(-1)));
    const frames = client.of('event').map(({ topic, cursor: place }) => ({ topic, place }));
    expect(frames.filter(({ topic }) => topic !== 'tasks')).toHaveLength(1);
    const places = frames.map(({ place }) => place);
    // Each event's frames stand together: no place comes again after another one.
    const runs = places.filter((place, index) => place !== places[index - 1]);
    expect(new Set(runs).size).toBe(runs.length);
  }
});
