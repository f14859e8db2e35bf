/** Names for processes that hold leases, so that a neighbour can tell at once that a holder has died. */
import { readFileSync, readlinkSync } from 'node:fs';
import { processIdentity } from './processIdentity.ts';

/**
 * Where this process's pids mean something: one boot of one machine, and in it one pid namespace. A host's name
 * wouldn't do: two machines may share it.
 */
const pidSpace = () => {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
};

/** Names this process among those of all machines. */
export function processName(): string {
  return `${pidSpace()} ${process.pid} ${processIdentity(process.pid)}`;
}

/** True only where it can be seen: the named process ran where this one runs, and has ended. */
export function isKnownDead(name: string): boolean {
  const space = pidSpace();
  if (!name.startsWith(`${space} `)) return false;
  const [pid, identity] = name.slice(space.length + 1).split(' ');
  return processIdentity(Number(pid)) !== identity;
}
