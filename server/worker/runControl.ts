/** Why a run is ended before its program is done. The first reason stays. */
export type AbortReason = 'cancelled' | 'timeout' | 'handed_back' | 'lost';

export class RunControl {
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): AbortReason | undefined {
    return this.#controller.signal.aborted ? (this.#controller.signal.reason as AbortReason) : undefined;
  }

  abort(reason: AbortReason): void {
    this.#controller.abort(reason);
  }
}
