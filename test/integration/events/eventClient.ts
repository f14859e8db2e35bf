/** The WebSocket as a test uses it: frames as they come, checked against the contract. */
import { onTestFinished } from 'vitest';
import { type RawData, WebSocket } from 'ws';
import type { StoredEvent } from '../../../shared/events.ts';
import { type ServerFrame, serverFrameSchema } from '../../../shared/socket.ts';
import { eventually } from '../../support/eventually.ts';
import { TEST_TOKEN } from '../../support/startSwitchyard.ts';

export type EventFrame = Extract<ServerFrame, { op: 'event' }>;

export interface ConnectOptions {
  /** Instead of the bearer header. */
  ticket?: string;
  headers?: Record<string, string>;
}

function socketOf(url: string, { ticket, headers }: ConnectOptions): WebSocket {
  const address = new URL(`${url.replace('http', 'ws')}/api/v1/events`);
  if (ticket !== undefined) address.searchParams.set('ticket', ticket);
  const own = ticket === undefined ? { authorization: `Bearer ${TEST_TOKEN}` } : {};
  const socket = new WebSocket(address, { headers: { ...own, ...headers } });
  onTestFinished(() => socket.terminate());
  return socket;
}

/** The status that answers the handshake: 101 if it is taken. */
export function statusOf(url: string, options: ConnectOptions): Promise<number> {
  const socket = socketOf(url, options);
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(101));
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
  });
}

/** The body of a refused handshake. */
export function refusalOf(url: string, options: ConnectOptions): Promise<unknown> {
  const socket = socketOf(url, options);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('unexpected-response', async (_request, answer) => {
      const chunks = await answer.toArray();
      resolve(JSON.parse(Buffer.concat(chunks).toString()));
    });
  });
}

export class EventClient {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[] = [];
  closed: { code: number } | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: RawData) =>
      this.frames.push(serverFrameSchema.parse(JSON.parse(String(data)))),
    );
    socket.on('close', (code) => {
      this.closed = { code };
    });
    socket.on('error', () => {});
  }

  /** Resolves when it is open. Ends with the test. */
  static async connect(url: string, options: ConnectOptions = {}): Promise<EventClient> {
    const socket = socketOf(url, options);
    const client = new EventClient(socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Subscribes and waits for the answer to it. */
  async subscribe(
    topics: string[],
    more: { since?: string | number; project_id?: string } = {},
  ): Promise<Extract<ServerFrame, { op: 'subscribed' }>> {
    const before = this.of('subscribed').length;
    this.send({ op: 'subscribe', topics, ...more });
    return eventually(() => this.of('subscribed')[before] ?? false);
  }

  of<O extends ServerFrame['op']>(op: O): Extract<ServerFrame, { op: O }>[] {
    return this.frames.filter((frame) => frame.op === op) as Extract<ServerFrame, { op: O }>[];
  }

  /** The stored events of a task that came for a topic. */
  eventsOf(taskId: string, topic?: string): StoredEvent[] {
    return this.of('event')
      .filter((frame) => topic === undefined || frame.topic === topic)
      .map(({ event }) => event)
      .filter((event): event is StoredEvent => 'version' in event && event.task_id === taskId);
  }

  versionsOf(taskId: string, topic?: string): number[] {
    return this.eventsOf(taskId, topic).map(({ version }) => version);
  }

  /** The lines of logs that came. */
  lines() {
    return this.of('event').flatMap(({ event }) => (event.type === 'task.log' ? event.lines : []));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.socket.close();
    await eventually(() => this.closed !== undefined);
  }
}

/** `[from, from + 1, …, to]` */
export const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
