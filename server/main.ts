/** `npm start`: all of Switchyard under a supervisor, or with SWITCHYARD_ROLES the named roles in this process. */
import { loadConfig } from './config.ts';
import { errorMessage } from './errors.ts';

const INTERRUPTED = 130;

async function main(): Promise<void> {
  const config = loadConfig(process.env, process.cwd());
  // Loaded only where needed: the supervisor stays small beside its children.
  if (!config.roles) return (await import('./supervisor/supervise.ts')).supervise(config);
  const { runRoles } = await import('./runRoles.ts');

  const stopping = new AbortController();
  let stop = async () => {};
  let stopped: Promise<void> | undefined;
  const onStop = () => {
    // The second Ctrl-C doesn't wait; the guard ends what runs.
    if (stopped) process.exit(INTERRUPTED);
    stopping.abort();
    stopped = stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onStop);
  // Without its supervisor nobody would stop or restart this process.
  if (config.supervised) process.on('disconnect', () => process.exit(1));

  const running = await runRoles(config, stopping.signal);
  stop = () => running.stop();
  const { url, adminToken } = running;
  if (config.supervised) process.send?.({ type: 'ready', url, ...(adminToken ? { adminToken } : {}) });
  else {
    console.log(`Switchyard (${config.roles.join(', ')}) is ready: ${url}`);
    if (adminToken) console.log(`admin token: ${adminToken}`);
  }
  if (stopping.signal.aborted) onStop();
}

main().catch((error: unknown) => {
  if ((error as Error).name === 'AbortError') process.exit(0);
  const message = errorMessage(error);
  if (process.send) process.send({ type: 'failed', message }, () => process.exit(1));
  else {
    console.error(message);
    process.exit(1);
  }
});
