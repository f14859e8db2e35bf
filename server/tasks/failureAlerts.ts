import type { AlertRaised } from '#shared/alert.ts';
import type { Applied } from './change.ts';

/** The alerts that changes are worth: none for a failure that is tried again. */
export function failureAlerts(applied: readonly Applied[]): AlertRaised[] {
  return applied.flatMap(({ task, failed }) => {
    if (!failed) return [];
    const common = {
      type: 'alert.raised' as const,
      task_id: task.id,
      project_id: task.projectId,
      message: `${task.name} failed for good: ${failed.errorClass}: ${failed.message}`,
      at: new Date().toISOString(),
    };
    const deadLetter = { ...common, alert_type: 'dead_letter' as const, severity: 'error' as const };
    if (failed.errorType !== 'critical') return [deadLetter];
    return [{ ...common, alert_type: 'critical_error', severity: 'critical' }, deadLetter];
  });
}
