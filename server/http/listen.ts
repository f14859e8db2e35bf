/** Serves an app on a port, and stops without cutting off what is under way. */
import type { Server } from 'node:http';
import { serve, type WebSocketServerLike } from '@hono/node-server';
import type { Hono } from 'hono';
import { WebSocketServer } from 'ws';
import { answerUpgrades } from './answerUpgrades.ts';

const FRAME_BYTES_MAX = 64 * 1024;
const CLOSE_GRACE_MS = 2000;

export interface Listening {
  /** With the port that was really taken. */
  url: string;
  /** A second call waits for the first one. */
  close(): Promise<void>;
}

/** @throws if the port is taken, in words. */
export async function listen(
  app: Pick<Hono, 'fetch'>,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES_MAX });
  const server = await new Promise<Server>((resolve, reject) => {
    const starting = serve(
      {
        fetch: answerUpgrades((request, env, context) => app.fetch(request, env, context)),
        hostname: host,
        port,
        websocket: { server: sockets as WebSocketServerLike },
      },
      () => resolve(starting as Server),
    );
    starting.once('error', (error: NodeJS.ErrnoException) => reject(inWords(error, host, port)));
  });
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  const close = async () => {
    for (const socket of sockets.clients) socket.close(1001, 'the server stops');
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const timer = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
    }, CLOSE_GRACE_MS);
    await closed;
    clearTimeout(timer);
  };
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function inWords(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE') {
    return new Error(`${where} is taken by another program. Stop it, or set SWITCHYARD_PORT to a free port.`);
  }
  if (error.code === 'EACCES')
    return new Error(`${where} may not be used: ports below 1024 need more rights.`);
  return new Error(`can't listen on ${where}: ${error.message}`);
}
