import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { taskSchema } from '../../../shared/task.ts';
import { type Switchyard, startSwitchyard } from '../../support/startSwitchyard.ts';

let switchyard: Switchyard;
beforeAll(async () => {
  switchyard = await startSwitchyard({ roles: 'api' });
});
afterAll(() => switchyard.stop());

/** Any text that JSON can carry, lone surrogates and NUL included. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  fc.constantFrom(
    '\0',
    '\ud800',
    '🚂',
    "'; drop table tasks; --",
    '\\',
    '"',
    '\u2028',
    ' x ',
    '?',
    '%',
    '??',
  ),
);
const time = fc.constantFrom(
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '2026-02-29T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
  '9999-12-31T23:59:59.999-12:00',
  '2026-06-01T12:00:00.000000001+14:00',
);
const definition = fc.record(
  {
    name: text,
    project_id: fc.constantFrom('default', 'Default', 'default\0'),
    command: text,
    args: fc.array(text, { maxLength: 3 }),
    working_dir: text,
    env: fc.dictionary(fc.oneof(fc.constantFrom('A', '__proto__', 'constructor'), text), text),
    tags: fc.dictionary(text, text, { maxKeys: 3 }),
    context: fc.dictionary(text, fc.jsonValue({ maxDepth: 4 }), { maxKeys: 3 }),
    deadline: time,
    scheduled_at: time,
    timeout: fc.oneof(fc.double(), fc.constantFrom(1, 1.5, 604_800)),
    retry_delay: fc.double({ min: 0, max: 600, noNaN: true }),
    priority: fc.integer({ min: 0, max: 11 }),
  },
  { requiredKeys: ['name', 'project_id', 'command'] },
);

test('whatever is submitted is taken and read back as it was, or refused with a reason; nothing fails', async () => {
  await fc.assert(
    fc.asyncProperty(definition, async (task) => {
      const { status, body } = await switchyard.api.request<{ id: string }>('POST', '/tasks', task);
      expect([201, 422], JSON.stringify(body)).toContain(status);
      if (status !== 201) return;
      const read = await switchyard.api.task(body.id);
      expect(taskSchema.parse(read)).toEqual(read);
      expect(read.blocked_on).not.toBeNull();
      expect(read.args).toEqual(task.args ?? []);
      expect(read.command).toBe(task.command);
      expect(read.env).toEqual(task.env ?? {});
      expect(read.context).toEqual(JSON.parse(JSON.stringify(task.context ?? {})));
      expect(read.name).toBe(task.name.trim());
    }),
    { numRuns: 300 },
  );
});

test('whatever is asked of the list is answered or refused; nothing fails', async () => {
  const query = fc.record(
    {
      status: fc.constantFrom('pending', 'cancelled', 'gone', ''),
      text,
      tag: fc.oneof(
        text,
        fc.tuple(text, text).map(([key, value]) => `${key}:${value}`),
      ),
      project_id: text,
      user_id: text,
      kind: text,
      sort: fc.constantFrom('created_at', '-updated_at', 'name', ''),
      limit: fc.oneof(fc.integer({ min: -1, max: 501 }).map(String), text),
      offset: fc.oneof(fc.integer({ min: -1, max: 2_000_000 }).map(String), text),
      cursor: fc.oneof(
        text,
        fc
          .tuple(fc.oneof(time, fc.constantFrom('99999', '275760-09-13', '1')), text)
          .map((parts) => Buffer.from(parts.join(' ')).toString('base64url')),
      ),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(query, async (fields) => {
      const wellFormed = Object.entries(fields).map(([key, value]) => [key, value.toWellFormed()]);
      const { status, body } = await switchyard.api.request(
        'GET',
        `/tasks?${new URLSearchParams(wellFormed as [string, string][])}`,
      );
      expect([200, 422], JSON.stringify({ fields, body })).toContain(status);
    }),
    { numRuns: 300 },
  );
});
