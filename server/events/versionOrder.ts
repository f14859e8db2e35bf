/** Keeps each task's events in the order of its versions: what comes late is dropped, what is missing is read. */
import type { StoredEvent, SwitchyardEvent } from '#shared/events.ts';
import type { Store } from '../store/store.ts';
import { readTaskEvents } from './storedEvents.ts';

const TASKS_REMEMBERED = 20_000;

export interface VersionOrder {
  /** The events to deliver for this one: none if it came late, several if some before it were missing. */
  next(event: SwitchyardEvent): Promise<SwitchyardEvent[]>;
}

export function createVersionOrder(store: Store): VersionOrder {
  const lastVersions = new Map<string, number>();

  const remember = (taskId: string, version: number) => {
    lastVersions.delete(taskId);
    lastVersions.set(taskId, version);
    if (lastVersions.size <= TASKS_REMEMBERED) return;
    const [oldest] = lastVersions.keys();
    if (oldest !== undefined) lastVersions.delete(oldest);
  };

  return {
    async next(event) {
      if (!isStored(event)) return [event];
      const last = lastVersions.get(event.task_id);
      if (last !== undefined && event.version <= last) return [];
      const missing = last !== undefined && event.version > last + 1;
      const before = missing ? await readTaskEvents(store, event.task_id, last, event.version - 1) : [];
      remember(event.task_id, event.version);
      return [...before, event];
    },
  };
}

function isStored(event: SwitchyardEvent): event is StoredEvent {
  return storedEventSchema.options.some((each) => each.shape.type.value === event.type);
}
