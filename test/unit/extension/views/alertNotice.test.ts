import { expect, onTestFinished, test, vi } from 'vitest';
import type { Services } from '../../../../extension/services.ts';
import { tellAboutAlerts } from '../../../../extension/views/alertNotice.ts';
import type { AlertRaised } from '../../../../shared/alert.ts';
import { speakFrom } from '../../../../shared/l10n.ts';

const show = vi.hoisted(() => vi.fn(async (_message: string, ..._more: unknown[]) => undefined));
vi.mock('vscode', () => ({
  window: { showWarningMessage: show, showErrorMessage: show },
  workspace: { getConfiguration: () => ({ get: () => true }) },
}));

test('an alert of the server is told in the editor’s language', () => {
  const said = 'Tasks wait, and no worker has been connected for a minute.';
  speakFrom({ language: 'zh-cn', bundle: { [said]: '没有工作进程' } });
  onTestFinished(() => speakFrom({ language: 'en', bundle: {} }));
  let raise = (_alert: AlertRaised) => {};
  const session = { onAlert: (listener: typeof raise) => (raise = listener) };
  tellAboutAlerts({ session, log: { info: () => {} } } as unknown as Services);
  const alert = {
    type: 'alert.raised',
    alert_type: 'no_worker',
    severity: 'warning',
    message: said,
  } as const;
  raise({ ...alert, at: '2026-01-01T10:00:00.000Z' } as AlertRaised);
  expect(show.mock.calls.map(([message]) => message)).toEqual(['Switchyard: 没有工作进程']);
});
