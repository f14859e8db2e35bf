import { createConnection } from 'node:net';

/** A server that takes the connection but says nothing isn't ready. */
const probeTimeoutMs = 2_000;

/** Connects to a unix socket, sends `greeting` and tells whether the first bytes that come back fit. */
export function probeSocket(
  path: string,
  greeting: string,
  fits: (answer: Buffer) => boolean,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(probeTimeoutMs, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.once('data', (answer) => finish(fits(answer)));
    socket.once('connect', () => greeting !== '' && socket.write(greeting));
  });
}
