/** What this machine has for running a server, or a task. */
import { access, constants } from 'node:fs/promises';
import { findExecutable } from '../../embedded/findExecutable.ts';
import { type Check, found } from './check.ts';

/** The first that runs TypeScript without a build and is supported for long. */
const NODE_MAJOR_MIN = 24;

export function checkNode(version: string): Check {
  if (Number(version.split('.', 1)[0]) >= NODE_MAJOR_MIN) return found.ok('Node', version);
  return found.wrong(
    'Node',
    `${version} runs this, which is older than ${NODE_MAJOR_MIN}`,
    '"npm ci" fetches the right one; call this as: npm run -s switchyard -- doctor',
  );
}

export function checkPlatform(platform: string): Check {
  if (platform === 'linux') return found.ok('System', 'Linux');
  return found.wrong(
    'System',
    `${platform}, and the server runs on Linux only`,
    'Run the server on Linux, in a virtual machine or a container if need be. Clients run here.',
  );
}

/** A worker runs without it, but then loses its last means to end what it runs. */
export async function checkSetpriv(): Promise<Check> {
  const file = await findExecutable('setpriv');
  if (file !== undefined) return found.ok('setpriv', file);
  return found.note(
    'setpriv',
    'not found: if a worker is killed together with its guard, its commands go on without it',
    'Install util-linux.',
  );
}

export async function checkClaude(env: NodeJS.ProcessEnv): Promise<Check> {
  const wanted = env.SWITCHYARD_CLAUDE_BIN || 'claude';
  const file = wanted.includes('/') ? await executableAt(wanted) : await findExecutable(wanted);
  if (file !== undefined) return found.ok('Claude CLI', `${file} (optional)`);
  return found.note(
    'Claude CLI',
    `${wanted} not found (optional)`,
    'Only Claude tasks need it. Install it, or set SWITCHYARD_CLAUDE_BIN to its place.',
  );
}

async function executableAt(file: string): Promise<string | undefined> {
  return access(file, constants.X_OK).then(
    () => file,
    () => undefined,
  );
}
