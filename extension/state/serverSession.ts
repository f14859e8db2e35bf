/** The editor's one server: signed in or not, connected or away, and what is known of its tasks. */
import type { AlertRaised } from '#shared/alert.ts';
import type { TaskInputEvent } from '#shared/events.ts';
import { StrangeAnswerError } from '../api/apiError.ts';
import { EventSocket } from '../api/eventSocket.ts';
import { RestClient } from '../api/restClient.ts';
import type { ServerAccess } from '../api/serverExchange.ts';
import {
  type ConnectionEvent,
  type ConnectionState,
  initialConnection,
  reduceConnection,
} from './connectionState.ts';
import { ServerClock } from './serverClock.ts';
import { TaskStore } from './taskStore.ts';
import { TaskSync } from './taskSync.ts';

export class ServerSession {
  readonly store = new TaskStore();
  readonly #clock = new ServerClock();
  readonly #onProblem: (doing: string, error: unknown) => void;
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  readonly #alertListeners = new Set<(alert: AlertRaised) => void>();
  readonly #inputListeners = new Set<(event: TaskInputEvent) => void>();
  readonly #decided: Promise<void>;
  #decide = () => {};
  #connection: ConnectionState = initialConnection;
  #client: RestClient | undefined;
  #socket: EventSocket | undefined;
  #sync: TaskSync | undefined;
  #serverVersion: string | undefined;

  /** @param onProblem is told of what failed in the background. */
  constructor(onProblem: (doing: string, error: unknown) => void) {
    this.#onProblem = onProblem;
    this.#decided = new Promise((resolve) => {
      this.#decide = resolve;
    });
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  /** The time by the server's clock, in ms since 1970. */
  now(): number {
    return this.#clock.now();
  }

  /** Settles when it is known, after the start, whether somebody is signed in. */
  get decided(): Promise<void> {
    return this.#decided;
  }

  /** Undefined when nobody is signed in. */
  get client(): RestClient | undefined {
    return this.#client;
  }

  /** As the server told when it was last connected to. */
  get serverVersion(): string | undefined {
    return this.#serverVersion;
  }

  /** Listeners are also told of another version. @returns a function that ends the listening. */
  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns a function that ends the listening. */
  onAlert(listener: (alert: AlertRaised) => void): () => void {
    this.#alertListeners.add(listener);
    return () => this.#alertListeners.delete(listener);
  }

  /** Listeners are told what becomes of messages to tasks. @returns a function that ends the listening. */
  onInput(listener: (event: TaskInputEvent) => void): () => void {
    this.#inputListeners.add(listener);
    return () => this.#inputListeners.delete(listener);
  }

  /** Leaves the server of before and connects to this one; undefined signs out. Does nothing when it is the same. */
  use(access: ServerAccess | undefined): void {
    this.#decide();
    const now = this.#client?.access;
    if (access && now && access.url === now.url && access.token === now.token) return;
    this.stop();
    if (access?.url !== now?.url) this.store.clear();
    this.#client = access && new RestClient(access, this.#clock);
    this.#serverVersion = undefined;
    this.#happened({ type: access ? 'started' : 'signed_out' });
    if (access && this.#client) this.#connect(access, this.#client);
  }

  /** Doesn't wait for the next try. */
  retryNow(): void {
    this.#socket?.retryNow();
  }

  /** Reads everything anew. */
  refresh(): void {
    this.#sync?.readAll();
  }

  /** Reads more of the tasks that aren't over, where there are too many to be read at once. */
  readMore(): void {
    this.#sync?.readMore();
  }

  stop(): void {
    this.#socket?.stop();
    this.#sync?.stop();
    this.#socket = undefined;
    this.#sync = undefined;
  }

  #connect(access: ServerAccess, client: RestClient): void {
    const sync = new TaskSync(client, this.store, {
      onRead: () => {
        if (this.#connection.is === 'strange') this.#happened({ type: 'opened' });
      },
      onProblem: (doing, error) => {
        this.#onProblem(doing, error);
        // Events come, but what they are about can't be read.
        if (this.#connection.is === 'connected' && error instanceof StrangeAnswerError)
          this.#happened({ type: 'strange', reason: error.what });
      },
    });
    this.#sync = sync;
    this.#socket = new EventSocket(access, ['tasks', 'confirmations', 'queues'], {
      onOpened: () => {
        this.#happened({ type: 'opened' });
        void this.#readVersion(client);
        // The topics share one cursor: a connection that broke between two of them may have lost one of the questions.
        sync.readConfirmations();
      },
      onEvent: (event) => {
        sync.takeEvent(event);
        if (event.type === 'alert.raised') for (const listener of this.#alertListeners) listener(event);
        if (event.type === 'task.input') for (const listener of this.#inputListeners) listener(event);
      },
      onResync: () => sync.readAll(),
      onLost: (reason) => this.#happened({ type: 'lost', reason, at: Date.now() }),
      onRefused: (reason) => {
        // With this token nothing can be read any more.
        sync.stop();
        this.#happened({ type: 'refused', reason });
      },
      onStrange: (reason) => this.#happened({ type: 'strange', reason }),
    });
    this.#socket.start();
  }

  async #readVersion(client: RestClient): Promise<void> {
    try {
      const { version } = await client.readReadiness();
      if (client !== this.#client || version === this.#serverVersion) return;
      this.#serverVersion = version;
      this.#tell();
    } catch (error) {
      this.#onProblem("Reading the server's version", error);
    }
  }

  #happened(event: ConnectionEvent): void {
    this.#connection = reduceConnection(this.#connection, event);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.#connection);
  }
}
