/** `npm start` as a user types it, with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readProcessTable } from '../../server/processes/processTable.ts';
import { withDescendants } from '../../server/processes/processTree.ts';
import { ApiClient } from './apiClient.ts';
import { eventually } from './eventually.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Started {
  child: ChildProcess;
  url: string;
  api: ApiClient;
  output(): string;
  /** From the start of npm to the line that says it is ready. */
  readyAfterMs: number;
  /** Every process of it: npm, supervisor, stores, roles, guard, and what they run. */
  processes(): number[];
  ended: Promise<unknown>;
}

/** @param token the admin token, where an earlier start on the folder has made it. */
export async function npmStart(dataDir: string, port: number, token?: string): Promise<Started> {
  const begun = performance.now();
  const started = spawnStart(dataDir, port);
  const { child, output } = started;
  const url = await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}: ${output()}`);
      return /is ready: (http:\S+)/.exec(output())?.[1] ?? false;
    },
    { timeoutMs: 120_000 },
  );
  const readyAfterMs = performance.now() - begun;
  const shown = await eventually(() => /^admin token: (swy_\S+)$/m.exec(output())?.[1] ?? token ?? false);
  return {
    ...started,
    url,
    api: new ApiClient(url, shown),
    readyAfterMs,
    processes: () => processesBelow(dataDir),
  };
}

/** Without waiting for anything. */
export function spawnStart(dataDir: string, port: number) {
  const { SWITCHYARD_ADMIN_TOKEN, ...env } = process.env;
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    env: { ...env, SWITCHYARD_DATA_DIR: dataDir, SWITCHYARD_PORT: String(port), SWITCHYARD_SLOTS: '2' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  return { child, output: () => text, ended: once(child, 'exit') };
}

/** From the pids that the supervisor has written down, so that detached processes are found, too. */
function processesBelow(dataDir: string): number[] {
  const { pids } = JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8')) as {
    pids: Record<string, number>;
  };
  const table = readProcessTable();
  const roots = Object.values(pids).flatMap((pid) => table.get(pid) ?? []);
  return withDescendants(roots, table).map(({ pid }) => pid);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
