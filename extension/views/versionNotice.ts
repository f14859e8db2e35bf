/** A notification when the server is of another version than the extension: once for each version that it has. */
import type * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { notify } from '../notify.ts';
import type { Services } from '../services.ts';
import { sameRelease } from '../state/sameRelease.ts';

export function tellAboutVersion({ session, version, log }: Services): vscode.Disposable {
  let told: string | undefined;
  const stop = session.onConnection(() => {
    const { serverVersion } = session;
    if (serverVersion === undefined || serverVersion === told) return;
    told = serverVersion;
    log.info(`The server is of version ${serverVersion}.`);
    if (sameRelease(serverVersion, version)) return;
    const message = t(
      'The Switchyard server is of version {0}, this extension of {1}. What only one of them knows isn’t shown; use the same version on both sides.',
      serverVersion,
      version,
    );
    void notify('Warning', message);
  });
  return { dispose: stop };
}
