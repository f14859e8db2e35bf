/** How the connection stands, in a sentence or two. No `vscode` here. */
import { t } from '#shared/l10n.ts';
import type { ConnectionState } from '../state/connectionState.ts';

export function connectionInWords(state: ConnectionState): string {
  switch (state.is) {
    case 'signed_out':
      return t('You are not signed in to a Switchyard server.');
    case 'connecting':
      return t('Connecting to the server…');
    case 'connected':
      return t('Connected.');
    case 'away':
      return t("The Switchyard server doesn't answer ({0}). It is tried again by itself.", state.reason);
    case 'refused':
      return t('The server refuses your token: {0}', state.reason);
    case 'strange':
      return t(
        'What answers there is not a Switchyard server that this version understands ({0}).',
        state.reason,
      );
  }
}
