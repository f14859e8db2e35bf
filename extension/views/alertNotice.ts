/** A notification for what the server's people should look at: a run that hangs, a queue without a worker. */
import type * as vscode from 'vscode';
import type { AlertRaised } from '#shared/alert.ts';
import { t } from '#shared/l10n.ts';
import { inEditorsLanguage } from '#shared/serverWords.ts';
import { openLogOf } from '../logs/openLogOf.ts';
import { notify } from '../notify.ts';
import type { Services } from '../services.ts';
import { notifies } from '../settings.ts';
import { showError } from '../showError.ts';

export function tellAboutAlerts(services: Services): vscode.Disposable {
  const { session, log } = services;
  const stop = session.onAlert((alert) => {
    log.info(`Alert ${alert.alert_type}: ${alert.message}`);
    if (!notifies('alerts') || isToldAsFailure(alert)) return;
    tell(services, alert).catch((error) => showError(log, t("Couldn't open the log."), error));
  });
  return { dispose: stop };
}

/** A task that has failed for good is told as a failure to those who asked for that; to others, where it is critical. */
function isToldAsFailure({ alert_type }: AlertRaised): boolean {
  return alert_type === 'dead_letter' || (alert_type === 'critical_error' && notifies('failure'));
}

async function tell({ session }: Services, { message, severity, task_id }: AlertRaised): Promise<void> {
  const level = severity === 'warning' ? 'Warning' : 'Error';
  const openLog = t('Open Log');
  const buttons = task_id === undefined ? [] : [openLog];
  const choice = await notify(level, t('Switchyard: {0}', inEditorsLanguage(message)), ...buttons);
  if (choice === openLog && task_id !== undefined) await openLogOf(session, task_id);
}
