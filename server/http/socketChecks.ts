/** What keeps an open WebSocket honest: it answers, and its token still holds. */
import type { WebSocket } from 'ws';
import { closeCodes } from '#shared/socket.ts';
import type { Authentication } from '../access/authenticate.ts';

const PING_MS = 30_000;
/** The net below the hints; a token that expires is noticed so, too. */
const CHECK_TOKEN_MS = 5000;

/** Ends a connection that doesn't answer. @returns how to stop. */
export function keepPinging(socket: WebSocket): () => void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const timer = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, PING_MS);
  return () => clearInterval(timer);
}

/** Closes a connection whose token was revoked or has expired. @returns how to stop. */
export function keepChecking(socket: WebSocket, tokenId: string, authentication: Authentication): () => void {
  const check = async () => {
    // With MySQL away nobody is sent away.
    const live = await authentication.isLive(tokenId).catch(() => true);
    if (!live) socket.close(closeCodes.tokenRevoked, 'token revoked');
  };
  const stopWatching = authentication.watch(() => void check());
  const timer = setInterval(check, CHECK_TOKEN_MS);
  return () => {
    stopWatching();
    clearInterval(timer);
  };
}
