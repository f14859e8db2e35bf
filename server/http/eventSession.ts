/** One connected client: its topics, where each continues, and how much it may fall behind. */
import type { Redis } from 'ioredis';
import {
  type ClientFrame,
  clientFrameSchema,
  closeCodes,
  type ServerFrame,
  type Topic,
} from '#shared/socket.ts';
import { AppError, errorMessage } from '../errors.ts';
import type { EventHub } from '../events/eventHub.ts';
import { canContinue, compareCursors } from '../events/eventStream.ts';
import { replay } from '../events/replay.ts';
import type { PlacedEvent } from '../events/versionOrder.ts';
import { LogTopics, type LogTopicsDeps, TOPICS_MAX, tooManyTopics } from './logTopics.ts';
import { shows } from './topicRights.ts';

/** What may wait for a slow reader; then it is sent away and resumes where it was. */
const UNSENT_BYTES_MAX = 4 * 1024 * 1024;
const HELD_EVENTS_MAX = 20_000;
/** Frames of a client that may wait for those before them; then no more of them are read. */
const FRAMES_WAITING_MAX = 100;
/** A server that has only just begun to listen may not have reached Redis yet. */
const STREAM_WAIT_MS = 5000;

/** The part of a WebSocket that a session needs. */
export interface Channel {
  readonly bufferedAmount: number;
  /** `sent` is called when the frame has left the process. */
  send(data: string, sent?: () => void): void;
  close(code: number, reason: string): void;
  /** Reads nothing more of the client, until `resume`. */
  pause(): void;
  resume(): void;
}

interface Subscription {
  projectId: string | undefined;
  /** What the client has had: another process may have told it more than this one has read so far. */
  after: string | undefined;
  /** Events that arrived while older ones are being read from the stream. */
  held: PlacedEvent[] | undefined;
}

export interface EventSessionDeps extends LogTopicsDeps {
  hub: EventHub;
  /** For reading older events. */
  redis: Redis;
  redisPrefix: string;
  /** Told of each client that read too slowly. */
  onSentAway: () => void;
}

export class EventSession {
  readonly #deps: EventSessionDeps;
  readonly #channel: Channel;
  readonly #subscriptions = new Map<Topic, Subscription>();
  readonly #logs: LogTopics;
  /** Who follows no events, such as a reader of a log, lets the hub sleep. */
  #stopListening: (() => void) | undefined;
  /** Frames are taken one after the other: what is dropped stays dropped. */
  #taken: Promise<void> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  constructor(deps: EventSessionDeps, channel: Channel) {
    this.#deps = deps;
    this.#channel = channel;
    this.#logs = new LogTopics(deps, (frame) => this.#sendAndWait(frame));
  }

  /** A frame from the client. Never throws: what is wrong with it goes back as an error frame. */
  receive(text: string): Promise<void> {
    this.#waiting += 1;
    if (this.#waiting === FRAMES_WAITING_MAX) this.#channel.pause();
    this.#taken = this.#taken
      .then(() => this.#take(text))
      .then(() => {
        if (this.#waiting === FRAMES_WAITING_MAX) this.#channel.resume();
        this.#waiting -= 1;
      });
    return this.#taken;
  }

  async #take(text: string): Promise<void> {
    if (this.#closed) return;
    const frame = parseFrame(text);
    if ('problem' in frame) return this.#send({ op: 'error', code: 'frame.invalid', detail: frame.problem });
    try {
      if (frame.op === 'subscribe') await this.#subscribe(frame);
      else for (const topic of frame.topics) this.#drop(topic);
    } catch (error) {
      const known = error instanceof AppError;
      if (!known) this.#deps.log.warn({ reason: errorMessage(error) }, 'a subscription failed');
      const detail = known ? error.message : 'Events can’t be had now; try again in a moment.';
      this.#send({ op: 'error', code: known ? error.code : 'events.unavailable', detail });
    }
  }

  close(): void {
    this.#closed = true;
    this.#stopListening?.();
    this.#subscriptions.clear();
    this.#logs.close();
  }

  async #subscribe(frame: Extract<ClientFrame, { op: 'subscribe' }>): Promise<void> {
    const { topics, since } = frame;
    const logTopic = topics.find((topic) => topic.startsWith('logs:'));
    if (logTopic === undefined) return this.#subscribeEvents(topics, frame.project_id, since?.toString());
    if (topics.length === 1) return this.#logs.follow(logTopic, Number(since ?? 0));
    if (since === undefined) {
      for (const topic of topics) await this.#subscribe({ ...frame, topics: [topic] });
      return;
    }
    throw new AppError({
      code: 'frame.invalid',
      message: 'since: a log has places of its own; subscribe to it alone',
      status: 422,
    });
  }

  async #subscribeEvents(
    topics: Topic[],
    projectId: string | undefined,
    since: string | undefined,
  ): Promise<void> {
    if (new Set([...this.#subscriptions.keys(), ...topics]).size > TOPICS_MAX) throw tooManyTopics();
    const { hub, redis, redisPrefix } = this.#deps;
    this.#stopListening ??= hub.listen({
      onEvents: (events) => this.#onEvents(events),
      onGap: () => this.#onGap(),
    });
    await hub.reached(STREAM_WAIT_MS);
    if (this.#closed) return;
    const until = hub.cursor;
    if (until === undefined) throw new Error('the stream of events was not reached yet');
    for (const topic of topics) {
      this.#subscriptions.set(topic, { projectId, after: since, held: since === undefined ? undefined : [] });
    }
    if (since === undefined) return this.#send({ op: 'subscribed', topics, cursor: until });
    if (!(await canContinue(redis, redisPrefix, since))) {
      this.#send({ op: 'subscribed', topics, cursor: until });
      for (const topic of topics) this.#resync(topic);
    } else {
      this.#send({ op: 'subscribed', topics, cursor: since });
      await this.#replay(topics, since, until);
    }
    this.#release(topics);
  }

  async #replay(topics: Topic[], since: string, until: string): Promise<void> {
    for await (const events of replay(this.#deps, since, until)) {
      if (this.#closed) return;
      for (const event of events) for (const topic of topics) this.#deliver(topic, event);
    }
  }

  /** @param topics subscribed together, so that the same was held for each. */
  #release(topics: Topic[]): void {
    let held: PlacedEvent[] | undefined;
    for (const topic of topics) {
      const subscription = this.#subscriptions.get(topic);
      if (!subscription?.held) continue;
      held = subscription.held;
      subscription.held = undefined;
    }
    for (const event of held ?? []) for (const topic of topics) this.#deliver(topic, event);
  }

  /** Event by event, not topic by topic: a client has one place for all its topics. */
  #onEvents(events: readonly PlacedEvent[]): void {
    for (const event of events) {
      for (const [topic, subscription] of this.#subscriptions) {
        const { after, held } = subscription;
        if (after !== undefined && compareCursors(event.place, after) <= 0) continue;
        subscription.after = undefined;
        if (!held) this.#deliver(topic, event);
        else if (held.push(event) > HELD_EVENTS_MAX) this.#sendAway();
      }
    }
  }

  #onGap(): void {
    for (const topic of this.#subscriptions.keys()) this.#resync(topic);
  }

  /** What the client had before counts no more: the stream may have begun anew. */
  #resync(topic: Topic): void {
    const subscription = this.#subscriptions.get(topic);
    if (subscription) subscription.after = undefined;
    this.#send({ op: 'resync', topic });
  }

  #deliver(topic: Topic, { cursor, event }: PlacedEvent): void {
    const subscription = this.#subscriptions.get(topic);
    if (subscription && shows(topic, event, subscription.projectId)) {
      this.#send({ op: 'event', topic, cursor, event });
    }
  }

  #drop(topic: Topic): void {
    this.#subscriptions.delete(topic);
    this.#logs.drop(topic);
  }

  #send(frame: ServerFrame): void {
    if (this.#closed) return;
    if (this.#channel.bufferedAmount > UNSENT_BYTES_MAX) this.#sendAway();
    else this.#channel.send(JSON.stringify(frame));
  }

  /** It may take long to go, since it reads slowly: nothing more is done for it meanwhile. */
  #sendAway(): void {
    if (this.#closed) return;
    this.close();
    this.#deps.onSentAway();
    this.#channel.close(closeCodes.tooSlow, 'too slow');
  }

  #sendAndWait(frame: ServerFrame): Promise<void> {
    return new Promise((resolve) => this.#channel.send(JSON.stringify(frame), resolve));
  }
}

function parseFrame(text: string): ClientFrame | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'A frame must be JSON.' };
  }
  const parsed = clientFrameSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  return {
    problem: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  };
}
