/** What this machine has for running a server, or a task. */
import { access, constants } from 'node:fs/promises';
import { findExecutable } from '../../embedded/findExecutable.ts';
import { whyStartsAreSlow } from '../../processes/startProcess.ts';
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

/** A worker runs without it, but then needs more of the machine for each start. */
export async function checkStarts(): Promise<Check> {
  const problem = await whyStartsAreSlow();
  if (problem === undefined) return found.ok('Starts', 'without fork');
  return found.note(
    'Starts',
    `programs are started by fork, some 5 ms of processor time more for each, and maybe without terminals: ${problem}`,
    'It needs Linux on x64 or arm64 with glibc 2.34 or newer, and "npm ci" without --omit=optional.',
  );
}

/** A slow start needs it: without it a worker loses its last means to end what it runs. So do the private stores. */
export async function checkSetpriv(): Promise<Check> {
  const file = await findExecutable('setpriv');
  if (file !== undefined) return found.ok('setpriv', file);
  return found.note(
    'setpriv',
    'not found: if the server is killed, its private stores go on without it, and so may commands that are started by fork',
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
