const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A Ctrl-C reaches this process twice: from the terminal, and from npm, which hands it on. */
const SAME_STOP_MS = 500;

export interface StopSignals {
  /** Aborted by the first signal, or by `stop()`. */
  readonly stopping: AbortSignal;
  /** Aborted by the second: what still drains is to end at once. */
  readonly hurry: AbortSignal;
  stop(): void;
  /** Gives the signals back to their default effect. */
  dispose(): void;
}

/** Turns Ctrl-C and its relatives into a stop in order, and a second one into a quick stop. */
export function listenForStop(report: (line: string) => void): StopSignals {
  const stopping = new AbortController();
  const hurry = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstAt !== undefined && performance.now() - firstAt < SAME_STOP_MS) return;
    firstAt ??= performance.now();
    if (stopping.signal.aborted) {
      report('Ending running tasks at once');
      hurry.abort();
    } else {
      report(`Stopping (${signal}); once more ends running tasks at once`);
      stopping.abort();
    }
  };
  for (const signal of stopSignals) process.on(signal, onSignal);
  return {
    stopping: stopping.signal,
    hurry: hurry.signal,
    stop: () => stopping.abort(),
    dispose() {
      for (const signal of stopSignals) process.off(signal, onSignal);
    },
  };
}
