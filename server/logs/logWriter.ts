/** A run's lines on their way: live within milliseconds, durable in chunks, never much of them in memory. */
import type { LogStream } from '#shared/logs.ts';
import type { Logger } from '../logger.ts';
import type { Lines } from './lineSplitter.ts';
import type { LiveLog } from './liveLog.ts';
import type { LogStorage } from './logStorage.ts';
import { type LogSegment, lastSeq } from './segment.ts';

/** Lines gather this long before they are sent, so that a chatty command costs one trip and not a thousand. */
const LIVE_DELAY_MS = 20;
/** Text that isn't sent yet; above it the reading of the command's output pauses. */
const UNSENT_CHARS_MAX = 512 * 1024;
const CHUNK_CHARS = 1024 * 1024;
/** The oldest line that isn't durable yet. */
const CHUNK_AGE_MS = 30_000;

export class LogWriter {
  readonly #deps: { live: LiveLog; storage: LogStorage; log: Logger };
  readonly #taskId: string;
  readonly #run: number;
  #nextSeq: number;
  #unsent: LogSegment[] = [];
  #unsentChars = 0;
  #undurable: LogSegment[] = [];
  #undurableChars = 0;
  #undurableSince = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #failure: unknown;

  private constructor(
    deps: { live: LiveLog; storage: LogStorage; log: Logger },
    taskId: string,
    run: number,
    nextSeq: number,
  ) {
    this.#deps = deps;
    this.#taskId = taskId;
    this.#run = run;
    this.#nextSeq = nextSeq;
  }

  /** Continues where the runs before it ended, also where one of them was lost. */
  static async open(
    deps: { live: LiveLog; storage: LogStorage; log: Logger },
    taskId: string,
    run: number,
  ): Promise<LogWriter> {
    const last = run === 1 ? 0 : await sealLog(deps, taskId);
    return new LogWriter(deps, taskId, run, last + 1);
  }

  /**
   * Takes lines. Resolves at once, or when there is room again: await it before reading on.
   * @throws when the lines can't be stored.
   */
  async write(stream: LogStream, { text, count }: Lines): Promise<void> {
    if (this.#failure) throw this.#failure;
    const segment = { seq: this.#nextSeq, count, at: Date.now(), run: this.#run, stream, text };
    this.#nextSeq += count;
    this.#unsent.push(segment);
    this.#unsentChars += text.length;
    if (this.#unsentChars < UNSENT_CHARS_MAX) {
      this.#timer ??= setTimeout(() => void this.#flush(), LIVE_DELAY_MS);
      return;
    }
    await this.#flush();
    if (this.#failure) throw this.#failure;
  }

  /** Everything durable; after it, the live copy is gone. @throws when something couldn't be stored. */
  async close(): Promise<void> {
    await this.#flush();
    if (!this.#failure) await this.#store().catch((error) => this.#fail(error));
    if (this.#failure) throw this.#failure;
    if (this.#deps.live.available) await this.#deps.live.remove(this.#taskId).catch(() => {});
  }

  /** Followers look again: call it when the task's state has changed for good. */
  notify(): void {
    this.#deps.live.notify(this.#taskId);
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#sending.then(() => this.#send()).catch((error) => this.#fail(error));
    return this.#sending;
  }

  async #send(): Promise<void> {
    const segments = this.#unsent;
    if (segments.length === 0) return;
    if (this.#undurable.length === 0) this.#undurableSince = performance.now();
    this.#undurable.push(...segments);
    this.#undurableChars += this.#unsentChars;
    this.#unsent = [];
    this.#unsentChars = 0;
    await this.#sendLive(segments);
    const old = performance.now() - this.#undurableSince > CHUNK_AGE_MS;
    if (this.#undurableChars >= CHUNK_CHARS || old) await this.#store();
  }

  async #sendLive(segments: LogSegment[]): Promise<void> {
    if (!this.#deps.live.available) return;
    try {
      await this.#deps.live.append(this.#taskId, segments);
    } catch (error) {
      this.#deps.log.debug({ err: error, taskId: this.#taskId }, 'live lines were not sent');
    }
  }

  async #store(): Promise<void> {
    if (this.#undurable.length === 0) return;
    const chunk = await this.#deps.storage.write(this.#taskId, this.#undurable);
    this.#undurable = [];
    this.#undurableChars = 0;
    if (this.#deps.live.available) await this.#deps.live.trim(this.#taskId, chunk.last + 1).catch(() => {});
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
  }
}

/**
 * Makes durable what a lost run left in Redis alone.
 * @returns the seq of the task's last line, 0 if it has none.
 */
export async function sealLog(deps: { live: LiveLog; storage: LogStorage }, taskId: string): Promise<number> {
  let last = (await deps.storage.list(taskId)).at(-1)?.last ?? 0;
  for (;;) {
    const left = (await deps.live.readFrom(taskId, last + 1)).filter((segment) => segment.seq > last);
    const end = left.at(-1);
    if (!end) break;
    await deps.storage.write(taskId, left);
    last = lastSeq(end);
  }
  if (deps.live.available) await deps.live.remove(taskId);
  return last;
}
