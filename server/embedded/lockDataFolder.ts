import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { acquireFileLock, type FileLock, LockHeldError, type LockHolder } from './fileLock.ts';
import { StartError } from './startError.ts';

/**
 * Makes the data folder, closed to other users, and takes it for this process alone: neither Redis
 * nor two supervisors would notice on their own that they share one.
 * @throws StartError that names the holder and says what to do.
 */
export async function lockDataFolder(dataDir: string): Promise<FileLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    return await acquireFileLock(join(dataDir, 'lock'));
  } catch (error) {
    if (error instanceof LockHeldError) throw new StartError(describeHolder(dataDir, error.holder));
    throw error;
  }
}

function describeHolder(dataDir: string, holder: LockHolder): string {
  const place = holder.url === undefined ? '' : `, at ${holder.url}`;
  return [
    `Switchyard already runs on ${dataDir}: process ${holder.pid}, since ${holder.since}${place}.`,
    `Use that one, stop it (kill ${holder.pid}), or give this one its own folder with SWITCHYARD_DATA_DIR` +
      ' and its own port with SWITCHYARD_PORT.',
  ].join('\n');
}
