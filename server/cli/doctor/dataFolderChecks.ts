/** The folder that a server here keeps its data in. */
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatBytes } from '../formatQuantity.ts';
import { type Check, found } from './check.ts';

const MIB = 1024 * 1024;
/** Fresh stores take about 200 MiB; below this the first start fails midway. */
const FREE_BYTES_MIN = 300 * MIB;
const FREE_BYTES_SCANT = 2048 * MIB;

/** Whether it may be written, or made, and how much space its disk has. */
export async function checkDataFolder(dataDir: string): Promise<Check[]> {
  const existing = await nearestExisting(dataDir);
  const made = existing === dataDir;
  const space = await checkSpace(existing);
  const where = made ? dataDir : `${dataDir} (made at the first start)`;
  const advice = `Let ${process.env.USER ?? 'your user'} write to ${existing}, or set SWITCHYARD_DATA_DIR to another folder.`;
  if (!(await stat(existing)).isDirectory()) {
    return [
      found.wrong('Data folder', `${existing} is not a folder`, 'Set SWITCHYARD_DATA_DIR to a folder.'),
      space,
    ];
  }
  try {
    await access(existing, constants.W_OK | constants.X_OK);
    return [found.ok('Data folder', where), space];
  } catch {
    return [found.wrong('Data folder', `${existing} may not be written`, advice), space];
  }
}

async function checkSpace(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const detail = `${formatBytes(free)} free for the data folder`;
  const advice = 'Free some, or set SWITCHYARD_DATA_DIR to a folder on another disk.';
  if (free < FREE_BYTES_MIN) return found.wrong('Disk space', detail, advice);
  return free < FREE_BYTES_SCANT ? found.note('Disk space', detail, advice) : found.ok('Disk space', detail);
}

/** The folder, or the nearest above it that is there. */
async function nearestExisting(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const there = await stat(at).then(
      () => true,
      () => false,
    );
    if (there || at === dirname(at)) return at;
  }
}
