import { isLoopback } from '#shared/loopback.ts';
import type { ReadyMessage } from './superviseRole.ts';

/** The lines that greet a person when everything works. The token stands in them this one time. */
export function announcement({ url, adminToken }: ReadyMessage, host: string): string[] {
  // The CLI looks at the usual place by itself.
  const address = url === 'http://127.0.0.1:7420' ? '' : `SWITCHYARD_URL=${url} `;
  const lines = [`Switchyard is ready: ${url}`];
  if (adminToken !== undefined) lines.push(`admin token: ${adminToken}`);
  lines.push(
    `API reference: ${url}/api/v1/docs`,
    `Try: ${address}SWITCHYARD_TOKEN=${adminToken ?? '…'} npm run -s switchyard -- submit -f -- git log --stat`,
  );
  if (isLoopback(host)) {
    lines.push(
      `Only this machine can reach it (${host}), so it is single-trust: the project "default" may run any program in any folder.`,
    );
  }
  return lines;
}
