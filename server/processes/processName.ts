/** Names for processes that hold leases, so that a neighbour can tell at once that a holder has died. */
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { processIdentity } from '../embedded/processIdentity.ts';

/** Where this process's pids mean something: two containers may share a host's name, but not this. */
const pidSpace = () => `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;

/** Names this process among all processes of all machines, ever. */
export function processName(): string {
  return `${pidSpace()} ${process.pid} ${processIdentity(process.pid)}`;
}

/** True only where it is certain: the named process ran where this one runs, and has ended. */
export function isKnownDead(name: string): boolean {
  const space = pidSpace();
  if (!name.startsWith(`${space} `)) return false;
  const [pid, identity] = name.slice(space.length + 1).split(' ');
  return processIdentity(Number(pid)) !== identity;
}
