/** The key of an installation that was given none: made once, readable by its owner alone. */
import { randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from './startError.ts';

const KEY_FILE = 'secret.key';
const KEY_BYTES = 32;

/** Call it with the data folder locked. @throws StartError when the file is there and is no key. */
export async function ensureSecretKey(dataDir: string): Promise<string> {
  const path = join(dataDir, KEY_FILE);
  const known = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (known === undefined) return makeKey(path);
  const key = known.trim();
  if (!/^[\x21-\x7e]{16,200}$/.test(key)) {
    throw new StartError(
      `${path} is not a key. Put it back from a copy; without it, secrets of projects can't be read. ` +
        'Or remove it, and set the secrets again.',
    );
  }
  return key;
}

async function makeKey(path: string): Promise<string> {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${key}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return key;
}
