/** Whether the editor has its server, as a pure function of what happened: the socket acts, this tells. */

export type ConnectionState =
  /** There is no token for the server. */
  | { is: 'signed_out' }
  | { is: 'connecting' }
  | { is: 'connected' }
  /** It will be tried again by itself. `since`: when it was lost, in ms since 1970. */
  | { is: 'away'; reason: string; attempt: number; since: number }
  /** The server refuses the token: only another one helps. */
  | { is: 'refused'; reason: string }
  /** Something answers that isn't a server of ours, or none of this version: tried again, but rarely of use. */
  | { is: 'strange'; reason: string };

export type ConnectionEvent =
  | { type: 'signed_out' }
  /** Another server or another token: all begins anew. */
  | { type: 'started' }
  | { type: 'opened' }
  | { type: 'lost'; reason: string; at: number }
  | { type: 'refused'; reason: string }
  | { type: 'strange'; reason: string };

export const initialConnection: ConnectionState = { is: 'signed_out' };

export function reduceConnection(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  switch (event.type) {
    case 'signed_out':
      return { is: 'signed_out' };
    case 'started':
      return { is: 'connecting' };
    case 'opened':
      return state.is === 'signed_out' ? state : { is: 'connected' };
    case 'refused':
      return state.is === 'signed_out' ? state : { is: 'refused', reason: event.reason };
    case 'strange':
      return state.is === 'signed_out' ? state : { is: 'strange', reason: event.reason };
    case 'lost':
      return lost(state, event);
  }
}

function lost(state: ConnectionState, { reason, at }: { reason: string; at: number }): ConnectionState {
  if (state.is === 'signed_out' || state.is === 'refused') return state;
  if (state.is === 'away') return { ...state, reason, attempt: state.attempt + 1 };
  return { is: 'away', reason, attempt: 1, since: at };
}
