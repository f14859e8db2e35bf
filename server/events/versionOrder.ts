/** Keeps each task's events in the order of its versions: what comes late is dropped, what is missing is read. */
import { type StoredEvent, type SwitchyardEvent, storedEventSchema } from '#shared/events.ts';
import type { Store } from '../store/store.ts';
import { placeWithin, type StreamEntry } from './eventStream.ts';
import { readTaskEvents } from './storedEvents.ts';

const TASKS_REMEMBERED = 20_000;

export interface VersionOrder {
  /** The events to deliver for this one: none if it came late, several if some before it were missing. */
  next(event: SwitchyardEvent): Promise<SwitchyardEvent[]>;
  /** Listeners have this one. */
  saw(event: SwitchyardEvent): void;
}

/** @param since Unix milliseconds: what was stored before belongs to nobody who listens. */
export function createVersionOrder(store: Store, since: number): VersionOrder {
  const lastVersions = new Map<string, number>();
  const remember = (taskId: string, version: number) => {
    lastVersions.delete(taskId);
    lastVersions.set(taskId, version);
    if (lastVersions.size <= TASKS_REMEMBERED) return;
    const [oldest] = lastVersions.keys();
    if (oldest !== undefined) lastVersions.delete(oldest);
  };

  return {
    saw(event) {
      if (isStored(event) && event.version > (lastVersions.get(event.task_id) ?? 0)) {
        remember(event.task_id, event.version);
      }
    },
    async next(event) {
      if (!isStored(event)) return [event];
      const last = lastVersions.get(event.task_id);
      if (last !== undefined && event.version <= last) return [];
      // A task that isn't known yet may have begun a moment ago, its first event still on its way.
      const from = last ?? 0;
      const stored =
        event.version > from + 1 ? await readTaskEvents(store, event.task_id, from, event.version - 1) : [];
      const before = last === undefined ? stored.filter(({ at }) => Date.parse(at) >= since) : stored;
      remember(event.task_id, event.version);
      return [...before, event];
    },
  };
}

/** An event on its way to a client. */
export interface PlacedEvent {
  event: SwitchyardEvent;
  /** Where it lies on the stream; one that is missing there comes with the one that it is missing before. */
  place: string;
  /** Whoever has had it goes on here: at its place, or if it is missing there, at the one before. */
  cursor: string;
}

/**
 * What to deliver for an entry of the stream, from its first event that wasn't had.
 * @param before the place before that event.
 */
export async function inOrder(
  order: VersionOrder,
  entry: StreamEntry,
  before: string,
): Promise<PlacedEvent[]> {
  const placed: PlacedEvent[] = [];
  let last = before;
  for (let index = entry.had; index < entry.events.length; index++) {
    const event = entry.events[index] as SwitchyardEvent;
    const place = placeWithin(entry, index + 1);
    for (const each of await order.next(event)) {
      placed.push({ event: each, place, cursor: each === event ? place : last });
    }
    last = place;
  }
  return placed;
}

const storedTypes: ReadonlySet<string> = new Set(
  storedEventSchema.options.map(({ shape }) => shape.type.value),
);

function isStored(event: SwitchyardEvent): event is StoredEvent {
  return storedTypes.has(event.type);
}
