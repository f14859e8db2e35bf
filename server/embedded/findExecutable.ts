import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where distributions keep servers; an ordinary user's PATH often lacks them. */
const serverFolders = ['/usr/local/sbin', '/usr/sbin', '/usr/libexec', '/sbin'];

/** The first file of that name that may be executed on PATH or in the folders for servers. */
export async function findExecutable(name: string): Promise<string | undefined> {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...serverFolders];
  for (const folder of folders) {
    const file = join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
