/** The WebSocket to the server's events: connects, reconnects by itself, and continues where it was. */
import WebSocket from 'ws';
import { API_PREFIX } from '#shared/api.ts';
import type { SwitchyardEvent } from '#shared/events.ts';
import { t } from '#shared/l10n.ts';
import { problemSchema } from '#shared/problem.ts';
import { inEditorsLanguage } from '#shared/serverWords.ts';
import { type ClientFrame, closeCodes, type Topic } from '#shared/socket.ts';
import { reasonOf } from './apiError.ts';
import { backoffMs } from './backoff.ts';
import type { ServerAccess } from './serverExchange.ts';
import { readFrame } from './serverFrame.ts';

/** The server pings every 30 s; a connection without a sign of life for longer than two of them is dead. */
const QUIET_MS_MAX = 75_000;
const HANDSHAKE_MS_MAX = 15_000;
/** Of an answer that is no socket: a problem of ours is shorter, and what else answers may never end. */
const REFUSAL_CHARS_MAX = 64 * 1024;
/** What answers as no server of ours is asked again so rarely. */
const STRANGE_RETRY_MS = 60_000;

export interface EventSocketListener {
  /** Events flow. */
  onOpened(): void;
  onEvent(event: SwitchyardEvent): void;
  /** Events may have been missed, or there was no place to continue from: read everything anew. */
  onResync(): void;
  /** It is being tried again. */
  onLost(reason: string): void;
  /** Ends the trying: another token is needed. */
  onRefused(reason: string): void;
  onStrange(reason: string): void;
}

export class EventSocket {
  readonly #access: ServerAccess;
  readonly #topics: Topic[];
  readonly #listener: EventSocketListener;
  #socket: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #cursor: string | undefined;
  #attempt = 0;
  #stopped = false;

  constructor(access: ServerAccess, topics: Topic[], listener: EventSocketListener) {
    this.#access = access;
    this.#topics = topics;
    this.#listener = listener;
  }

  start(): void {
    this.#connect();
  }

  /** Doesn't wait any longer for the next try. Does nothing while connected. */
  retryNow(): void {
    if (this.#stopped || this.#socket) return;
    clearTimeout(this.#timer);
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#watchdog);
    this.#socket?.removeAllListeners();
    // An error after `terminate` while connecting would end the process: there is nobody left to be told.
    this.#socket?.on('error', () => {});
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  #connect(): void {
    const socket = new WebSocket(`${this.#access.url.replace(/^http/, 'ws')}${API_PREFIX}/events`, {
      headers: { authorization: `Bearer ${this.#access.token}` },
      handshakeTimeout: HANDSHAKE_MS_MAX,
    });
    this.#socket = socket;
    let failure = t('the connection ended');
    socket.on('open', () => {
      this.#stayAlive(socket);
      const since = this.#cursor === undefined ? {} : { since: this.#cursor };
      this.#send({ op: 'subscribe', topics: this.#topics, ...since });
    });
    socket.on('ping', () => this.#stayAlive(socket));
    socket.on('message', (data) => {
      this.#stayAlive(socket);
      this.#receive(String(data));
    });
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body = (body + chunk).slice(0, REFUSAL_CHARS_MAX);
      });
      response.on('end', () => this.#onRefusal(response.statusCode ?? 0, body));
      response.on('error', () => this.#lose(t('the answer broke off')));
    });
    socket.on('error', (error) => {
      failure = reasonOf(error);
    });
    socket.on('close', (code) => {
      if (code === closeCodes.tokenRevoked) this.#refuse(t('The token was revoked.'));
      else this.#lose(failure);
    });
  }

  #receive(text: string): void {
    const frame = readFrame(text);
    if (!frame) this.#beStrange(t('a frame of events is not as it should be'));
    else if (frame.op === 'error') this.#lose(inEditorsLanguage(frame.detail));
    else if (frame.op === 'resync') this.#listener.onResync();
    else if (frame.op === 'subscribed') this.#onSubscribed(frame.cursor);
    else if (frame.op === 'passed') this.#cursor = frame.cursor ?? this.#cursor;
    else {
      this.#cursor = frame.cursor;
      if (frame.event.type !== 'task.log') this.#listener.onEvent(frame.event);
    }
  }

  #onSubscribed(cursor: string): void {
    const continues = this.#cursor !== undefined;
    this.#cursor = cursor;
    this.#attempt = 0;
    this.#listener.onOpened();
    if (!continues) this.#listener.onResync();
  }

  /** The server answered the handshake with something else than a WebSocket. */
  #onRefusal(status: number, body: string): void {
    const detail = detailOf(body);
    if (status === 401 || status === 403) this.#refuse(detail ?? t('The server refuses the token.'));
    else if (status >= 500 || status === 429) this.#lose(detail ?? t('the server answers {0}', status));
    else this.#beStrange(detail ?? t('it answers {0}', status));
  }

  #refuse(reason: string): void {
    this.stop();
    this.#listener.onRefused(reason);
  }

  #lose(reason: string): void {
    if (!this.#drop()) return;
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.#connect(), backoffMs(this.#attempt));
    this.#listener.onLost(reason);
  }

  #beStrange(reason: string): void {
    if (!this.#drop()) return;
    this.#timer = setTimeout(() => this.#connect(), STRANGE_RETRY_MS);
    this.#listener.onStrange(reason);
  }

  /** @returns false when there is no connection to drop: this was told already. */
  #drop(): boolean {
    const socket = this.#socket;
    if (this.#stopped || !socket) return false;
    clearTimeout(this.#watchdog);
    this.#socket = undefined;
    socket.removeAllListeners();
    socket.on('error', () => {});
    socket.terminate();
    return true;
  }

  #stayAlive(socket: WebSocket): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      if (this.#socket === socket) this.#lose(t('it has fallen silent'));
    }, QUIET_MS_MAX);
  }

  #send(frame: ClientFrame): void {
    this.#socket?.send(JSON.stringify(frame));
  }
}

function detailOf(body: string): string | undefined {
  try {
    const detail = problemSchema.safeParse(JSON.parse(body)).data?.detail;
    return detail === undefined ? undefined : inEditorsLanguage(detail);
  } catch {
    return undefined;
  }
}
