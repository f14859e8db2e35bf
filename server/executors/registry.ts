import type { TaskKind } from '#shared/taskKinds.ts';
import { createRunClaude } from './claude/runClaude.ts';
import { createRunCommand } from './command/runCommand.ts';
import type { Executor } from './executor.ts';
import type { MaintenanceActions } from './maintenance/maintenanceActions.ts';
import { createRunMaintenance } from './maintenance/runMaintenance.ts';

/** Each kind of task and what runs it. A kind without its row here doesn't compile. */
export function createExecutors(deps: {
  maintenance: MaintenanceActions;
  config: { claudeBin: string | undefined };
}): Readonly<Record<TaskKind, Executor>> {
  return {
    command: createRunCommand(),
    claude: createRunClaude(deps.config.claudeBin),
    maintenance: createRunMaintenance(deps.maintenance),
  };
}
