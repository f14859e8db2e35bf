/** Answers a refused WebSocket handshake as any other request: with a problem document that says why. */
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Hono } from 'hono';

type Fetch = Hono['fetch'];

/** What the adapter hands on beside a request; an upgrade has no `outgoing`. */
interface AdapterEnv {
  incoming?: IncomingMessage;
  outgoing?: unknown;
}

/** The adapter itself would send the status alone. */
export function answerUpgrades(fetch: Fetch): Fetch {
  return async (request, env, context) => {
    const response = await fetch(request, env, context);
    const { incoming, outgoing } = (env ?? {}) as AdapterEnv;
    if (!incoming || outgoing !== undefined || response.status < 400) return response;
    const head = [`HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`, 'Connection: close'];
    const body = Buffer.from(await response.arrayBuffer());
    response.headers.forEach((value, name) => {
      head.push(`${name}: ${value}`);
    });
    head.push(`Content-Length: ${body.length}`, '', '');
    const { socket } = incoming;
    await new Promise<void>((resolve) => {
      socket.once('close', resolve);
      socket.end(Buffer.concat([Buffer.from(head.join('\r\n')), body]), () => socket.destroy());
    });
    return new Response(null, { status: response.status });
  };
}
