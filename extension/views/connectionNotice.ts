/** One notification when the server stays away or refuses the token; the status bar tells the rest. */

import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { notify } from '../notify.ts';
import type { Services } from '../services.ts';
import type { ConnectionState } from '../state/connectionState.ts';
import { connectionInWords } from './connectionWords.ts';

/** Tries that fail before anybody is told: a server that is restarted is back by then. */
const QUIET_ATTEMPTS = 5;

export function tellAboutConnection({ session, log }: Services): vscode.Disposable {
  let told = false;
  const tell = async (state: ConnectionState, buttons: Record<string, string>) => {
    told = true;
    const showLog = t('Show Log');
    const choice = await notify('Warning', connectionInWords(state), ...Object.keys(buttons), showLog);
    if (choice === showLog) log.show();
    else if (choice !== undefined) await vscode.commands.executeCommand(buttons[choice] ?? '');
  };
  const stop = session.onConnection((state) => {
    log.info(connectionInWords(state));
    if (state.is === 'connected' || state.is === 'signed_out') told = false;
    else if (told) return;
    else if (state.is === 'away' && state.attempt >= QUIET_ATTEMPTS) {
      void tell(state, { [t('Try Now')]: 'switchyard.reconnect' });
    } else if (state.is === 'refused' || state.is === 'strange') {
      void tell(state, { [t('Sign In')]: 'switchyard.signIn' });
    }
  });
  return { dispose: stop };
}
