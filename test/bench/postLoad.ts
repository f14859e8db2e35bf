/** Posts the same body again and again over a fixed number of connections. */
import { Agent, request } from 'node:http';

export interface Load {
  url: string;
  headers: Record<string, string>;
  body: string;
  count: number;
  connections: number;
}

/** @returns accepted posts per second. @throws for any answer but 201. */
export async function postLoad({ url, headers, body, count, connections }: Load): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const post = () =>
    new Promise<void>((resolve, reject) => {
      const outgoing = request(
        url,
        { method: 'POST', agent, headers: { ...headers, 'content-type': 'application/json' } },
        (answer) => {
          answer.resume();
          answer.on('end', () =>
            answer.statusCode === 201 ? resolve() : reject(new Error(`${answer.statusCode}`)),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  let sent = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (sent++ < count) await post();
    }),
  );
  agent.destroy();
  return (count / (performance.now() - begun)) * 1000;
}
