/** The WebSocket and its tickets. */
import { randomBytes } from 'node:crypto';
import { upgradeWebSocket } from '@hono/node-server';
import { createRoute } from '@hono/zod-openapi';
import type { Redis } from 'ioredis';
import type { WebSocket } from 'ws';
import { eventTicketSchema } from '#shared/api.ts';
import type { Authentication } from '../../access/authenticate.ts';
import { AppError, storeAway } from '../../errors.ts';
import { ticketKey } from '../../redis/redis.ts';
import { type ApiApp, createRoutes } from '../apiApp.ts';
import { bearerToken, identify, unauthorized } from '../auth.ts';
import { bearer, jsonAnswer, problems } from '../documented.ts';
import { EventSession, type EventSessionDeps } from '../eventSession.ts';
import { keepChecking, keepPinging } from '../socketChecks.ts';

const TICKET_SECONDS = 30;

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
    const { tokenId } = context.get('caller');
    await redis.set(ticketKey(redisPrefix, value), tokenId, 'EX', TICKET_SECONDS).catch((error) => {
      throw storeAway('Redis', error);
    });
    const expiresAt = new Date(Date.now() + TICKET_SECONDS * 1000).toISOString();
    return context.json({ ticket: value, expires_at: expiresAt }, 201);
  });
  return routes;
}

export interface SocketDeps extends EventSessionDeps {
  authentication: Authentication;
}

/** Checks by itself who asks: a browser can't send a header with a WebSocket. */
export function addEventSocket(app: ApiApp, path: string, deps: SocketDeps): void {
  const sockets = upgradeWebSocket((context) => {
    const tokenId: string = context.get('socketTokenId');
    let session: EventSession | undefined;
    let stop = () => {};
    return {
      onOpen: (_event, ws) => {
        const socket = ws.raw as unknown as WebSocket;
        session = new EventSession(deps, socket);
        const stops = [keepPinging(socket), keepChecking(socket, tokenId, deps.authentication)];
        stop = () => {
          for (const each of stops) each();
        };
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
      const bearer = bearerToken(context.req.header('authorization'));
      context.set('socketTokenId', await admit(deps, bearer, context.req.query('ticket')));
      await next();
    },
    sockets as never,
  );
}

/** @returns the id of the token that the connection rests on. */
async function admit(
  deps: SocketDeps,
  token: string | undefined,
  ticketValue: string | undefined,
): Promise<string> {
  if (token !== undefined) {
    const { tokenId } = await identify(deps.authentication, token);
    return tokenId;
  }
  if (ticketValue === undefined)
    throw unauthorized('auth.token_missing', 'Send a token, or ?ticket= of a ticket.');
  const tokenId = await deps.redis.getdel(ticketKey(deps.redisPrefix, ticketValue)).catch((error) => {
    throw storeAway('Redis', error);
  });
  if (tokenId === null || !(await deps.authentication.isLive(tokenId))) {
    throw unauthorized('auth.ticket_invalid', 'The ticket is unknown, used or too old.');
  }
  return tokenId;
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
