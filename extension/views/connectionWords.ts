/** How the connection stands, in a sentence or two. No `vscode` here. */
import type { ConnectionState } from '../state/connectionState.ts';

export function connectionInWords(state: ConnectionState): string {
  switch (state.is) {
    case 'signed_out':
      return 'You are not signed in to a Switchyard server.';
    case 'connecting':
      return 'Connecting to the server…';
    case 'connected':
      return 'Connected.';
    case 'away':
      return `The Switchyard server doesn't answer (${state.reason}). It is tried again by itself.`;
    case 'refused':
      return `The server refuses your token: ${state.reason}`;
    case 'strange':
      return `What answers there is not a Switchyard server that this version understands (${state.reason}).`;
  }
}
