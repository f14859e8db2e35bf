import { fileURLToPath } from 'node:url';
import { StartError } from '../embedded/startError.ts';
import { type Kept, keepRunning } from './keepRunning.ts';
import { openRoleLog, type RoleLog } from './roleLog.ts';
import type { RoleMessage } from './roleMessage.ts';
import { type RoleProcess, startRole } from './startRole.ts';

/** The two role processes: a worker's runs must not slow the API's event loop. */
const roleProcesses = {
  api: { roles: 'api,dispatcher,scheduler', env: {} },
  // Its health page takes any free port.
  worker: { roles: 'worker', env: { SWITCHYARD_PORT: '0' } },
} as const;

export type RoleName = keyof typeof roleProcesses;

export interface RoleSetup {
  /** What both processes get besides this one's environment: places and connection strings. */
  env: Record<string, string>;
  dataDir: string;
  /** The module that they run; the server's own unless told. */
  script?: string | undefined;
  report(line: string): void;
  onChange(name: RoleName, running: RoleProcess | undefined): void;
  /** A role can't work until a person mends something: the supervisor is to stop. */
  onFatal(error: StartError): void;
  /** Aborted once everything is to end; what ends then is no failure. */
  stopping: AbortSignal;
}

export type ReadyMessage = Extract<RoleMessage, { type: 'ready' }>;

export interface KeptRole extends Kept {
  /** What the process said when it first worked. Never settles when it never works. */
  readonly ready: Promise<ReadyMessage>;
}

/** A role that ends so often before it ever worked won't work by itself. */
const startAttempts = 3;

const mainScript = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Starts a role process and keeps it running. */
export async function superviseRole(name: RoleName, setup: RoleSetup): Promise<KeptRole> {
  const log = await openRoleLog(setup.dataDir, name, setup.report);
  const ready = Promise.withResolvers<ReadyMessage>();
  const early = countEarlyEnds(name, setup);
  const kept = await keepRunning<RoleProcess>({
    label: name === 'api' ? 'The API process' : 'The worker process',
    report: setup.report,
    stopping: setup.stopping,
    onChange: (running) => setup.onChange(name, running),
    isRetirement: (ended, exit) => name === 'worker' && exit.code === 0 && ended.wasReady(),
    async start() {
      const started = await startRole(describeStart(name, setup, log, ready.resolve));
      early(started);
      return started;
    },
  });
  return {
    ready: ready.promise,
    async stop(deadlineMs, hurry) {
      await kept.stop(deadlineMs, hurry);
      await log.close();
    },
  };
}

function describeStart(
  name: RoleName,
  { env, script = mainScript, onFatal }: RoleSetup,
  log: RoleLog,
  onReady: (message: ReadyMessage) => void,
) {
  return {
    script,
    env: {
      ...process.env,
      ...env,
      ...roleProcesses[name].env,
      SWITCHYARD_ROLES: roleProcesses[name].roles,
      SWITCHYARD_SUPERVISED: '1',
    },
    log,
    onMessage(message: RoleMessage) {
      if (message.type === 'ready') onReady(message);
      else onFatal(new StartError(message.message));
    },
  };
}

/** Shows what a process said that ended before it worked, and gives up when none ever worked. */
function countEarlyEnds(name: RoleName, { report, onFatal, dataDir, stopping }: RoleSetup) {
  let attempts = 0;
  let everReady = false;
  return (started: RoleProcess): void => {
    void started.exited.then(() => {
      everReady ||= started.wasReady();
      if (started.wasReady() || stopping.aborted) return;
      attempts += 1;
      const words = started.lastWords();
      if (everReady || attempts < startAttempts) return words === '' ? undefined : report(words);
      const log = `${dataDir}/log/${name}.log`;
      const summary = `The ${name} process ended ${attempts} times before it worked (all of it in ${log}):`;
      onFatal(new StartError(`${summary}\n${words}`));
    });
  };
}
