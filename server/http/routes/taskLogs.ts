import { createRoute } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import { type LogLine, logPageSchema, logQuerySchema } from '#shared/logs.ts';
import { isFinal } from '#shared/taskState.ts';
import type { LogFollower } from '../../logs/logFollower.ts';
import type { LogReader } from '../../logs/logReader.ts';
import { searchLog } from '../../logs/searchLog.ts';
import type { WaitReader } from '../../tasks/blockedOn.ts';
import { isOver, readBlockedOn, readTaskStatus } from '../../tasks/readTask.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearer, jsonAnswer, problems, taskIdParam } from '../documented.ts';

const TEXT_LINES_AT_ONCE = 5000;
/** Text is only for those who rank it first: many clients name it behind JSON without being asked. */
const wanted = {
  header: 'Accept' as const,
  supports: ['application/json', 'application/x-ndjson', 'text/plain'],
  default: 'application/json',
};

const read = createRoute({
  method: 'get',
  path: '/tasks/{id}/logs',
  summary: 'Read or follow the lines of a task',
  description:
    'A page as JSON, or with `search` the lines that hold a text; with `follow=true` lines as NDJSON until the task is over; with `Accept: text/plain` (ranked above JSON) ' +
    'the text of stdout and stderr.',
  tags: ['Logs'],
  security: bearer,
  request: { params: taskIdParam, query: logQuerySchema },
  responses: {
    200: {
      description: 'Lines.',
      content: {
        ...jsonAnswer(logPageSchema, '').content,
        'application/x-ndjson': { schema: z.string() },
        'text/plain': { schema: z.string() },
      },
    },
    ...problems(404, 422),
  },
});

export function taskLogRoutes(deps: WaitReader & { reader: LogReader; follower: LogFollower }): ApiApp {
  const routes = createRoutes();
  routes.openapi(read, async (context) => {
    const { id } = context.req.valid('param');
    const { follow, tail, search, ...range } = context.req.valid('query');
    const { status } = await readTaskStatus(deps.store, id);
    const after = tail === undefined ? range.after : Math.max(0, (await deps.reader.lastSeq(id)) - tail);
    const limit = tail ?? range.limit;
    const asText = search === undefined && accepts(context, wanted) === 'text/plain';
    if (!follow && !asText) {
      const { lines, nextAfter } =
        search === undefined
          ? await readLines(deps.reader, id, after, limit)
          : await searchLog(deps.reader, id, { text: search, after, limit });
      // Asked only of tasks that are over: nothing comes after what isn't there now.
      const complete = isFinal(status) && (await deps.reader.read(id, nextAfter, 1)).length === 0;
      const waiting = lines.length === 0 && !complete ? await readBlockedOn(deps, id) : null;
      const page = { lines, next_after: nextAfter, complete, ...(waiting ? { waiting } : {}) };
      return context.json(page, 200) as never;
    }
    context.header('Content-Type', asText ? 'text/plain; charset=utf-8' : 'application/x-ndjson');
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Cache-Control', 'no-store');
    const show = asText ? textOf : ndjsonOf;
    return stream(context, async (output) => {
      const aborted = new AbortController();
      output.onAbort(() => aborted.abort());
      const batches = follow
        ? deps.follower.follow(id, { after, isOver: isOver(deps.store, id), signal: aborted.signal })
        : allLines(deps.reader, id, after, aborted.signal);
      for await (const lines of batches) await output.write(show(lines));
    }) as never;
  });
  return routes;
}

async function readLines(reader: LogReader, taskId: string, after: number, limit: number) {
  const lines = await reader.read(taskId, after, limit);
  return { lines, nextAfter: lines.at(-1)?.seq ?? after };
}

async function* allLines(reader: LogReader, taskId: string, after: number, signal: AbortSignal) {
  for (let last = after; !signal.aborted; ) {
    const lines = await reader.read(taskId, last, TEXT_LINES_AT_ONCE);
    const end = lines.at(-1);
    if (!end) return;
    yield lines;
    last = end.seq;
  }
}

function textOf(lines: readonly LogLine[]): string {
  const printed = lines.filter((line) => line.stream !== 'system');
  return printed.map((line) => `${line.text}\n`).join('');
}

function ndjsonOf(lines: readonly LogLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
