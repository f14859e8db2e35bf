/** The dispatcher's process: leads if no other does, dispatches when woken, and looks around every second. */
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../errors.ts';
import type { EventRelay } from '../events/eventRelay.ts';
import type { Logger } from '../logger.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Leadership } from './leadership.ts';
import type { Reconciler } from './reconciler.ts';

/** The net below the wake-ups, and the grain of schedules and retries. */
const LOOK_EVERY_MS = 1000;
const REST_MS_MAX = 20;
/** A round that comes after so much quiet needs no rest behind it: whoever comes meanwhile may be the only one. */
const QUIET_MS = 5;

export interface DispatcherParts {
  leadership: Leadership;
  dispatcher: Dispatcher;
  reconciler: Reconciler;
  relay: EventRelay;
  log: Logger;
}

export class DispatcherLoop {
  readonly #parts: DispatcherParts;
  readonly #timer: NodeJS.Timeout;
  #dispatching: Promise<void> | undefined;
  #again = false;
  #quietSince = 0;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#look();
  }

  /**
   * There may be something to admit. Cheap: wake-ups that come during a round are answered by one more round.
   * @returns false if another process dispatches, as far as this one knows, and has to be told.
   */
  wake(): boolean {
    if (this.#stopped || !this.#parts.leadership.leads) return false;
    this.#again = true;
    this.#dispatching ??= this.#dispatch().finally(() => {
      this.#dispatching = undefined;
      if (this.#again) this.wake();
    });
    return true;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.all([this.#dispatching, this.#looking]);
    await this.#parts.leadership.release().catch((error) => this.#failed(error));
  }

  async #dispatch(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        if (!this.#parts.leadership.leads) return;
        const begun = performance.now();
        if (await this.#parts.dispatcher.dispatch()) this.#again = true;
        // Rests as long as it worked, so that under load each round finds more to do and costs no more.
        if (begun - this.#quietSince < QUIET_MS)
          await delay(Math.min(REST_MS_MAX, performance.now() - begun));
        this.#quietSince = performance.now();
      }
    } catch (error) {
      this.#again = false;
      this.#failed(error);
    }
  }

  /** One at a time: with MySQL away, a look may take longer than the interval. */
  #look(): void {
    this.#looking ??= this.#lookOnce()
      .catch((error) => this.#failed(error))
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #lookOnce(): Promise<void> {
    if (this.#stopped) return;
    const { leadership, dispatcher, reconciler, relay } = this.#parts;
    const led = leadership.leads;
    await leadership.hold();
    if (!leadership.leads) return;
    if (!led) relay.restart();
    await dispatcher.moveAdmitted();
    await reconciler.look();
    await dispatcher.reprice();
    this.wake();
    await relay.look();
  }

  /** The next look tries again; nothing rests on this one. */
  #failed(error: unknown): void {
    this.#parts.log.warn({ reason: errorMessage(error) }, 'the dispatcher tries again');
  }
}
