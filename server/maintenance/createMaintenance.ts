/** The actions of kind `maintenance`. Their names are those of the default schedules. */
import type { AlertRaised } from '#shared/alert.ts';
import type { MaintenanceActions } from '../executors/maintenance/maintenanceActions.ts';
import type { LogStorage } from '../logs/logStorage.ts';
import type { Store } from '../store/store.ts';
import { backupTaskData } from './backupTaskData.ts';
import { checkLongRunningTasks } from './checkLongRunningTasks.ts';
import { cleanupExpiredTasks } from './cleanupExpiredTasks.ts';
import { syncTaskStatistics } from './syncTaskStatistics.ts';

export interface MaintenanceDeps {
  store: Store;
  storage: LogStorage;
  publish: (alerts: AlertRaised[]) => void;
  databaseUrl: string;
  /** Backups go into its folder `backups`. */
  dataDir: string;
}

export function createMaintenance(deps: MaintenanceDeps): MaintenanceActions {
  return {
    cleanup_expired_tasks: (context) => cleanupExpiredTasks(deps, context),
    backup_task_data: (context) => backupTaskData(deps, context),
    check_long_running_tasks: (context) => checkLongRunningTasks(deps, context),
    sync_task_statistics: (context) => syncTaskStatistics(deps, context),
  };
}
