import { once } from 'node:events';
import type { RuntimeFile } from '../embedded/runtimeFile.ts';
import { ensureSecretKey } from '../embedded/secretKeyFile.ts';
import { type ReadyMessage, type RoleName, superviseRole } from './superviseRole.ts';
import type { Supervision } from './supervision.ts';

/** SIGTERM to SIGKILL. The worker drains its runs; a second Ctrl-C cuts that short. */
const deadlinesMs: Record<RoleName, number> = { api: 5_000, worker: 15_000 };

/**
 * Starts the role processes and waits until each has said once that it works.
 * @returns what the API process said; undefined when everything is to end before that.
 */
export async function startRoles(
  supervision: Supervision,
  runtime: RuntimeFile,
  urls: { databaseUrl: string; redisUrl: string },
): Promise<ReadyMessage | undefined> {
  const { config, options, stopping, hurry, closers, report, fail } = supervision;
  const env = {
    SWITCHYARD_DATA_DIR: config.dataDir,
    SWITCHYARD_DATABASE_URL: urls.databaseUrl,
    SWITCHYARD_REDIS_URL: urls.redisUrl,
    ...(await ownSecretKey(supervision)),
  };
  const start = async (name: RoleName) => {
    const role = await superviseRole(name, {
      env,
      dataDir: config.dataDir,
      script: options.roleScript,
      report,
      onChange: (changed, running) => runtime.setProcess(changed, running),
      onFatal: fail,
      stopping,
    });
    closers.push(() => role.stop(deadlinesMs[name], hurry));
    return role;
  };
  // The worker is closed first, so it comes last.
  const api = await start('api');
  const worker = await start('worker');
  let first: ReadyMessage | undefined;
  void api.ready.then((message) => {
    first = message;
  });
  const bothReady = Promise.all([api.ready, worker.ready]);
  const ready = await Promise.race([bothReady, aborted(stopping)]);
  // Made once and stored as a hash: not shown now, nobody would ever know it.
  if (ready === undefined && first?.adminToken) report(`admin token: ${first.adminToken}`);
  return ready?.[0];
}

/** Beside a database of one's own there may be workers elsewhere, and no file of this machine is theirs. */
async function ownSecretKey({ config }: Supervision): Promise<{ SWITCHYARD_SECRET_KEY?: string }> {
  if (config.secretKey !== undefined || config.databaseUrl !== undefined) return {};
  return { SWITCHYARD_SECRET_KEY: await ensureSecretKey(config.dataDir) };
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, 'abort');
  return undefined;
}
