/**
 * What a topic shows, and to whom. Decided here alone, for a bearer token and a ticket alike: a ticket stands for the
 * token that it was got with. Every user may see every task, so nobody's name is needed; a task may be followed before
 * it is there, since whoever submits it may choose its id.
 */
import type { SwitchyardEvent } from '#shared/events.ts';
import { SYSTEM_PROJECT } from '#shared/project.ts';
import type { Topic } from '#shared/socket.ts';

/** @param projectId of which alone events are wanted. */
export function shows(topic: Topic, event: SwitchyardEvent, projectId: string | undefined): boolean {
  if (event.type === 'worker.changed' || event.type === 'queue.changed') return topic === 'queues';
  // What the server does for itself is shown only to whoever asks for it.
  if (topic === 'tasks' && projectId === undefined && event.project_id === SYSTEM_PROJECT) return false;
  const ofQueues = event.type === 'schedule.fired' || event.type === 'alert.raised';
  const asks = event.type === 'confirmation.requested' || event.type === 'confirmation.answered';
  const ofTasks =
    topic === 'tasks' || topic === `task:${event.task_id}` || (topic === 'confirmations' && asks);
  const shown = topic === 'queues' ? ofQueues : ofTasks && event.type !== 'schedule.fired';
  return shown && (projectId === undefined || projectId === event.project_id);
}
