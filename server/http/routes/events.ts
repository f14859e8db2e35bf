/** The WebSocket and its tickets. */
import { randomBytes } from 'node:crypto';
import { upgradeWebSocket } from '@hono/node-server';
import { createRoute } from '@hono/zod-openapi';
import type { Redis } from 'ioredis';
import type { WebSocket } from 'ws';
import { eventTicketSchema } from '#shared/api.ts';
import { closeCodes } from '#shared/socket.ts';
import { AppError, storeAway } from '../../errors.ts';
import { ticketKey } from '../../redis/redis.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { type Authenticate, unauthorized } from '../auth.ts';
import { bearer, jsonAnswer, problems } from '../documented.ts';
import { EventSession, type EventSessionDeps } from '../eventSession.ts';

const TICKET_SECONDS = 30;
const PING_MS = 30_000;

const ticket = createRoute({
  method: 'post',
  path: '/events/ticket',
  summary: 'Get a ticket for the WebSocket, for clients that can’t send a header',
  tags: ['Events'],
  security: bearer,
  responses: { 201: jsonAnswer(eventTicketSchema, 'Valid once, for 30 s.'), ...problems() },
});

/** Needs a token, as every route. */
export function ticketRoutes({ redis, redisPrefix }: { redis: Redis; redisPrefix: string }): ApiApp {
  const routes = createRoutes();
  routes.openapi(ticket, async (context) => {
    const value = randomBytes(24).toString('base64url');
    const { userId } = context.get('caller');
    await redis.set(ticketKey(redisPrefix, value), userId, 'EX', TICKET_SECONDS).catch((error) => {
      throw storeAway('Redis', error);
    });
    const expiresAt = new Date(Date.now() + TICKET_SECONDS * 1000).toISOString();
    return context.json({ ticket: value, expires_at: expiresAt }, 201);
  });
  return routes;
}

export interface SocketDeps extends EventSessionDeps {
  authenticate: Authenticate;
}

/** Checks by itself who asks: a browser can't send a header with a WebSocket. */
export function addEventSocket(app: ApiApp, path: string, deps: SocketDeps): void {
  const sockets = upgradeWebSocket((context) => {
    const token = bearerToken(context.req.header('authorization'));
    let session: EventSession | undefined;
    let stop = () => {};
    return {
      onOpen: (_event, ws) => {
        const socket = ws.raw as unknown as WebSocket;
        session = new EventSession(deps, socket);
        stop = keepChecking(
          socket,
          async () => token === undefined || (await deps.authenticate(token)) !== undefined,
        );
      },
      onMessage: (event) => void session?.receive(String(event.data)),
      onClose: () => {
        stop();
        session?.close();
      },
    };
  });
  app.get(
    path,
    async (context, next) => {
      if (context.req.header('upgrade')?.toLowerCase() !== 'websocket') {
        throw new AppError({ code: 'socket.upgrade_missing', message: 'This is a WebSocket.', status: 400 });
      }
      checkOrigin(context.req.header('origin'), context.req.header('host'));
      await admit(deps, bearerToken(context.req.header('authorization')), context.req.query('ticket'));
      await next();
    },
    sockets as never,
  );
}

async function admit(
  deps: SocketDeps,
  token: string | undefined,
  ticketValue: string | undefined,
): Promise<void> {
  if (token !== undefined) {
    if (await deps.authenticate(token)) return;
    throw unauthorized('auth.token_invalid', 'The token is unknown, expired or revoked.');
  }
  if (ticketValue === undefined)
    throw unauthorized('auth.token_missing', 'Send a token, or ?ticket= of a ticket.');
  const user = await deps.redis.getdel(ticketKey(deps.redisPrefix, ticketValue)).catch((error) => {
    throw storeAway('Redis', error);
  });
  if (user === null) throw unauthorized('auth.ticket_invalid', 'The ticket is unknown, used or too old.');
}

/** A page of another site must not use a person's browser; programs send no Origin. */
function checkOrigin(origin: string | undefined, host: string | undefined): void {
  if (origin === undefined || URL.parse(origin)?.host === host) return;
  throw new AppError({
    code: 'auth.origin_refused',
    message: `The origin ${origin} may not connect.`,
    status: 403,
  });
}

/** Pings every 30 s; ends a connection that doesn't answer, or whose token was revoked. */
function keepChecking(socket: WebSocket, stillAllowed: () => Promise<boolean>): () => void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const timer = setInterval(async () => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
    const allowed = await stillAllowed().catch(() => true);
    if (!allowed) socket.close(closeCodes.tokenRevoked, 'token revoked');
  }, PING_MS);
  return () => clearInterval(timer);
}

function bearerToken(header: string | undefined): string | undefined {
  return /^bearer (\S+)$/i.exec(header ?? '')?.[1];
}
