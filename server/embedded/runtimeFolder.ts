import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const prefix = 'switchyard-';

/** A socket's path may have 107 bytes; the names inside the folder need fewer than 40 of them. */
const maxFolderBytes = 67;

/**
 * Makes a folder with a short, unpredictable path for sockets, open to this user alone. Not in
 * XDG_RUNTIME_DIR: that is removed when the user logs out, and a server may stay.
 */
export async function createRuntimeFolder(): Promise<string> {
  const bases = [tmpdir(), '/tmp'];
  for (const base of bases) {
    if (Buffer.byteLength(join(base, prefix)) + 6 > maxFolderBytes) continue;
    const folder = await mkdtemp(join(base, prefix)).catch(() => undefined); // TMPDIR may be stale.
    if (folder !== undefined) return folder;
  }
  throw new Error(`no folder for unix sockets could be made in ${bases.join(' or ')}`);
}

/** Removes a folder that `createRuntimeFolder` made; leaves alone whatever else stands at that path. */
export async function removeRuntimeFolder(folder: string): Promise<void> {
  if (!basename(folder).startsWith(prefix)) return;
  const found = await lstat(folder).catch(() => undefined);
  if (!found?.isDirectory() || found.uid !== process.getuid?.()) return;
  await rm(folder, { recursive: true, force: true });
}
