/** What the server does for itself, by name; made in server/maintenance and handed in. */

export interface MaintenanceContext {
  /** The task's context, without the action's name. */
  options: Readonly<Record<string, unknown>>;
  /** Aborted when the run has to end: an action stops between two of its steps. */
  signal: AbortSignal;
}

/** Resolves to the task's result. May be run again from its beginning at any time. */
export type MaintenanceAction = (context: MaintenanceContext) => Promise<object>;

export type MaintenanceActions = Readonly<Record<string, MaintenanceAction>>;
