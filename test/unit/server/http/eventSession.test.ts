import { expect, test, vi } from 'vitest';
import { EventSession, type EventSessionDeps } from '../../../../server/http/eventSession.ts';

test('nothing more is read of a client whose frames come faster than they are taken, until they are', async () => {
  let reached = () => {};
  const hub = {
    cursor: '1-0',
    listen: () => () => {},
    reached: vi.fn(() => new Promise<void>((resolve) => (reached = resolve))),
  };
  const channel = {
    bufferedAmount: 0,
    send: vi.fn(),
    close: vi.fn(),
    pause: vi.fn(),
    resume: vi.fn(),
  };
  const session = new EventSession({ hub } as unknown as EventSessionDeps, channel);
  const unsubscribe = JSON.stringify({ op: 'unsubscribe', topics: ['queues'] });
  const first = session.receive(JSON.stringify({ op: 'subscribe', topics: ['tasks'] }));
  for (let index = 0; index < 98; index++) void session.receive(unsubscribe);
  expect(channel.pause).not.toHaveBeenCalled();
  // What was read with the last one that is allowed comes, too.
  const last = Array.from({ length: 5 }, () => session.receive(unsubscribe)).at(-1);
  expect(channel.pause).toHaveBeenCalledOnce();

  await vi.waitFor(() => expect(hub.reached).toHaveBeenCalled());
  reached();
  await first;
  expect(channel.resume).not.toHaveBeenCalled();
  await last;
  expect(channel.resume).toHaveBeenCalledOnce();
  expect(channel.close).not.toHaveBeenCalled();
});
