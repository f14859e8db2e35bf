/** Hints that make things quick. Each may be lost: what it announces is a row first. */
export interface Signals {
  /** There may be something to admit. */
  wakeDispatcher(): void;
  /** A run's cancel has been asked for. */
  cancelRequested(taskId: string): void;
  /** A run was paused or resumed. */
  pauseChanged(taskId: string): void;
  /** Somebody said something to a run. */
  inputSent(taskId: string): void;
  /** A run's question has its answer. */
  confirmationAnswered(confirmationId: string): void;
}
