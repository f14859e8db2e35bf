/** A run's lines on their way: live within milliseconds, durable in chunks, never much of them in memory. */
import type { LogStream } from '#shared/logs.ts';
import { errorMessage } from '../errors.ts';
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
/** How long the oldest line may be in Redis and in this process alone. */
const CHUNK_AGE_MS = 30_000;
/** How long the next run waits for what a lost one may have left in Redis. */
const REDIS_WAIT_MS = 10_000;

export interface LogWriterDeps {
  live: LiveLog;
  storage: LogStorage;
  log: Logger;
}

export class LogWriter {
  readonly #deps: LogWriterDeps;
  readonly #taskId: string;
  readonly #run: number;
  readonly #mayWrite: () => boolean;
  #nextSeq: number;
  #unsent: LogSegment[] = [];
  #unsentChars = 0;
  #undurable: LogSegment[] = [];
  #undurableChars = 0;
  #sendTimer: NodeJS.Timeout | undefined;
  #storeTimer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  /** The chunk that is being stored while lines go on being sent. */
  #stored: Promise<void> = Promise.resolve();
  #failure: unknown;
  /** Redis may have lines of it. */
  #live = false;

  private constructor(
    deps: LogWriterDeps,
    place: { taskId: string; run: number; nextSeq: number },
    mayWrite: () => boolean,
  ) {
    this.#deps = deps;
    this.#taskId = place.taskId;
    this.#run = place.run;
    this.#nextSeq = place.nextSeq;
    this.#mayWrite = mayWrite;
  }

  /**
   * Continues where the runs before it ended, also where one of them was lost.
   * @param mayWrite false as soon as the run may be somebody else's: then nothing more is written.
   * @throws if Redis is away, which may hold lines of a lost run.
   */
  static async open(
    deps: LogWriterDeps,
    taskId: string,
    run: number,
    mayWrite: () => boolean,
  ): Promise<LogWriter> {
    const last = run === 1 ? 0 : await sealLog(deps, taskId);
    return new LogWriter(deps, { taskId, run, nextSeq: last + 1 }, mayWrite);
  }

  /**
   * Takes lines. Resolves at once, or when there is room again: await it before reading on.
   * @throws when the lines can't be stored.
   */
  async write(stream: LogStream, { text, count }: Lines): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#unsent.push({ seq: this.#nextSeq, count, at: Date.now(), run: this.#run, stream, text });
    this.#nextSeq += count;
    this.#unsentChars += text.length;
    if (this.#unsentChars < UNSENT_CHARS_MAX) {
      this.#sendTimer ??= setTimeout(() => void this.#queue(() => this.#send()), LIVE_DELAY_MS);
      return;
    }
    // One part is on its way while the next one gathers.
    const before = this.#sending;
    void this.#queue(() => this.#send());
    await before;
    if (this.#failure) throw this.#failure;
  }

  /** Everything durable; after it, the live copy is gone. @throws when something couldn't be stored. */
  async close(): Promise<void> {
    await this.#queue(() => this.#send());
    await this.#queue(() => this.#store());
    await this.#stored;
    clearTimeout(this.#storeTimer);
    if (this.#failure) throw this.#failure;
    if (this.#live && this.#mayWrite() && this.#deps.live.available)
      await this.#deps.live.remove(this.#taskId).catch(() => {});
  }

  /** Followers look again: call it when the task's state has changed for good. */
  notify(): void {
    this.#deps.live.notify(this.#taskId);
  }

  /** One after the other, in the order in which they were asked for. */
  #queue(work: () => Promise<void>): Promise<void> {
    this.#sending = this.#sending.then(work).catch((error) => {
      this.#failure ??= error;
    });
    return this.#sending;
  }

  async #send(): Promise<void> {
    clearTimeout(this.#sendTimer);
    this.#sendTimer = undefined;
    const segments = this.#unsent;
    if (segments.length === 0) return;
    this.#undurable.push(...segments);
    this.#undurableChars += this.#unsentChars;
    this.#unsent = [];
    this.#unsentChars = 0;
    const sent = this.#mayWrite() && (await this.#sendLive(segments));
    // What can't be followed live is to be found in the storage at least, and soon.
    if (!sent || this.#undurableChars >= CHUNK_CHARS) await this.#store();
    else this.#storeTimer ??= setTimeout(() => void this.#queue(() => this.#store()), CHUNK_AGE_MS);
  }

  async #sendLive(segments: LogSegment[]): Promise<boolean> {
    if (!this.#deps.live.available) return false;
    this.#live = true;
    try {
      await this.#deps.live.append(this.#taskId, segments);
      return true;
    } catch (error) {
      this.#deps.log.debug({ taskId: this.#taskId, reason: errorMessage(error) }, 'live lines were not sent');
      return false;
    }
  }

  async #store(): Promise<void> {
    clearTimeout(this.#storeTimer);
    this.#storeTimer = undefined;
    const segments = this.#undurable;
    this.#undurable = [];
    this.#undurableChars = 0;
    await this.#stored;
    if (segments.length === 0 || !this.#mayWrite()) return;
    this.#stored = this.#storeChunk(segments).catch((error) => {
      this.#failure ??= error;
    });
  }

  async #storeChunk(segments: readonly LogSegment[]): Promise<void> {
    const { live, storage } = this.#deps;
    const chunk = await storage.write(this.#taskId, segments);
    if (live.available) await live.trim(this.#taskId, chunk.last + 1).catch(() => {});
  }
}

/**
 * Makes durable what a lost run left in Redis alone.
 * @returns the seq of the task's last line, 0 if it has none.
 * @throws if Redis doesn't answer: what it holds is not to be overwritten.
 */
export async function sealLog(deps: { live: LiveLog; storage: LogStorage }, taskId: string): Promise<number> {
  await deps.live.whenAvailable(REDIS_WAIT_MS);
  let last = Math.max(0, ...(await deps.storage.list(taskId)).map((chunk) => chunk.last));
  for (;;) {
    const left = (await deps.live.readFrom(taskId, last + 1)).filter((segment) => segment.seq > last);
    const end = left.at(-1);
    if (!end) break;
    await deps.storage.write(taskId, left);
    last = lastSeq(end);
  }
  await deps.live.remove(taskId);
  return last;
}
