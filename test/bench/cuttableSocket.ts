/** A unix socket that stands between a process and its database, and can fall silent as a broken network does. */
import { createConnection, createServer, type Socket } from 'node:net';

export interface CuttableSocket {
  path: string;
  /** From now on nothing passes, and nobody is told. */
  cut(): void;
  close(): void;
}

export async function cuttableSocket(path: string, target: string): Promise<CuttableSocket> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((inward) => {
    const outward = createConnection(target);
    for (const [from, to] of [
      [inward, outward],
      [outward, inward],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.on('data', (bytes) => {
        if (!isCut) to.write(bytes);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    cut() {
      isCut = true;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
