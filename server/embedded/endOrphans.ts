import { isSameProcess } from '../processes/processIdentity.ts';
import { endForeignProcess } from './childProcess.ts';
import { type RuntimeRecord, readRuntimeFile, removeRuntimeFile } from './runtimeFile.ts';
import { removeRuntimeFolder } from './runtimeFolder.ts';

/** A store that still writes back its memory needs a moment; a role process only drains what nobody awaits. */
const storeDeadlineMs = 20_000;
const roleDeadlineMs = 3_000;
const storeNames = ['redis', 'mysql'];

/**
 * Ends what an earlier supervisor of this data folder left running when it was killed, roles before
 * stores, and removes its runtime folder. Only for the holder of the folder's lock.
 */
export async function endOrphans(dataDir: string, report: (line: string) => void): Promise<void> {
  const record = await readRuntimeFile(dataDir);
  if (record === undefined) return;
  const left = livingProcesses(record);
  if (left.length > 0) {
    const names = left.map(({ name, pid }) => `${name} (process ${pid})`).join(', ');
    report(`Ending what an earlier run left behind: ${names}`);
  }
  const end = ({ pid, identity, deadlineMs }: Orphan) => endForeignProcess(pid, identity, deadlineMs);
  await Promise.all(left.filter(({ name }) => !storeNames.includes(name)).map(end));
  await Promise.all(left.filter(({ name }) => storeNames.includes(name)).map(end));
  await removeRuntimeFolder(record.folder);
  await removeRuntimeFile(dataDir);
}

interface Orphan {
  name: string;
  pid: number;
  identity: string;
  deadlineMs: number;
}

function livingProcesses({ pids, identities }: RuntimeRecord): Orphan[] {
  const orphans: Orphan[] = [];
  for (const [name, pid] of Object.entries(pids)) {
    const identity = identities[name];
    if (name === 'supervisor' || identity === undefined || !isSameProcess(pid, identity)) continue;
    const deadlineMs = storeNames.includes(name) ? storeDeadlineMs : roleDeadlineMs;
    orphans.push({ name, pid, identity, deadlineMs });
  }
  return orphans;
}
