/** Frames of the server's events, also those of a newer server: what this version doesn't know must not end the rest. */
import { z } from 'zod';
import { type ServerFrame, serverFrameSchema } from '#shared/socket.ts';

/** Nothing to do, but the place to continue from may have moved. */
interface PassedFrame {
  op: 'passed';
  cursor: string | undefined;
}

const anyFrameSchema = z.object({
  op: z.string(),
  cursor: z.string().optional(),
  event: z.unknown().optional(),
});

/** What an event tells, whatever its type is, if it is about a task's version. */
const anyTaskEventSchema = z.object({
  task_id: z.string(),
  project_id: z.string(),
  version: z.int(),
  at: z.iso.datetime(),
});

/**
 * An unknown event about a task becomes `task.updated`: the task is read anew.
 * @returns undefined for what is no frame at all.
 */
export function readFrame(text: string): ServerFrame | PassedFrame | undefined {
  const json = parsed(text);
  const known = serverFrameSchema.safeParse(json);
  if (known.success) return known.data;
  const { data: frame } = anyFrameSchema.safeParse(json);
  if (!frame || frame.op === 'subscribed' || frame.op === 'error') return undefined;
  const { data: told } = anyTaskEventSchema.safeParse(frame.event);
  if (!told || frame.cursor === undefined) return { op: 'passed', cursor: frame.cursor };
  return { op: 'event', topic: 'tasks', cursor: frame.cursor, event: { type: 'task.updated', ...told } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
