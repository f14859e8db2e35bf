/** Which pids the system has given out meanwhile: whatever was started since then has one of those. */
import { readFileSync } from 'node:fs';

/** A point in the order in which pids are given out. */
export interface PidMoment {
  lastPid: number;
  /** Processes and threads that were started since the machine was, in all of its containers. */
  started: number;
}

/** Above so many, a look at every process costs less than one at each of them. */
const PIDS_MAX = 300;

/** Undefined where the system doesn't tell. */
export function pidMoment(): PidMoment | undefined {
  try {
    // Not that of /proc/loadavg, which in some containers is a file of theirs with another namespace's pids.
    const lastPid = Number(readFileSync('/proc/sys/kernel/ns_last_pid', 'utf8'));
    const started = Number(/^processes (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
    return lastPid > 0 && started > 0 ? { lastPid, started } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Pids go up, and start over below the highest one: so what was started between two moments has a pid above the first
 * moment's, up to the second one's, if that is above it and too few were started to come by again.
 * @returns the second one's; undefined if that can't be told, or if there are many.
 */
export function lastPidSince(begun: PidMoment, now: PidMoment | undefined): number | undefined {
  if (!now) return undefined;
  const pids = now.lastPid - begun.lastPid;
  const tells = pids >= 0 && pids <= PIDS_MAX && now.started - begun.started <= PIDS_MAX;
  return tells ? now.lastPid : undefined;
}
