import { expect, test } from 'vitest';
import { isLoopback } from '#shared/loopback.ts';

test.each(['localhost', '127.0.0.1', '127.8.0.3', '::1', '[::1]'])('only the machine reaches %s', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each(['0.0.0.0', '::', '10.127.0.1', '127.example.org', 'localhost.example.org'])(
  'others may reach %s',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
