import { describe, expect, test } from 'vitest';
import { readFrame } from '../../../../extension/api/serverFrame.ts';

const at = '2026-01-01T10:00:00.000Z';
const about = { task_id: 'a', project_id: 'default', version: 7, at };
const frame = (event: object) => JSON.stringify({ op: 'event', topic: 'tasks', cursor: '11-0', event });

test('a frame of this version is read as it is', () => {
  const event = { type: 'task.status_changed', ...about, status: 'running', previous_status: 'started' };
  expect(readFrame(frame(event))).toEqual({ op: 'event', topic: 'tasks', cursor: '11-0', event });
});

describe('of a newer server', () => {
  test.each([
    ['an unknown event', { type: 'task.moved', ...about, to: 'elsewhere' }],
    [
      'an unknown state',
      { type: 'task.status_changed', ...about, status: 'resting', previous_status: 'running' },
    ],
  ])('%s about a task makes it to be read anew', (_, event) => {
    expect(readFrame(frame(event))).toEqual({
      op: 'event',
      topic: 'tasks',
      cursor: '11-0',
      event: { type: 'task.updated', ...about },
    });
  });

  test('an event about something else, or another frame, is passed, and the place in the stream kept', () => {
    expect(readFrame(frame({ type: 'moon.risen', at }))).toEqual({ op: 'passed', cursor: '11-0' });
    expect(readFrame(JSON.stringify({ op: 'weather', is: 'fine' }))).toEqual({
      op: 'passed',
      cursor: undefined,
    });
  });

  test('more fields than are known are left out', () => {
    const event = { type: 'task.updated', ...about };
    expect(readFrame(frame({ ...event, mood: 'good' }))).toMatchObject({ event });
  });
});

test.each(['', 'no JSON', '[]', '7', '{}', '{"op":"subscribed"}', '{"op":"error"}'])(
  'what is no frame is told: %s',
  (text) => expect(readFrame(text)).toBeUndefined(),
);
