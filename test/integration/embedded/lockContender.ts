/** Tries for each lock file that its parent names, says whether it got it, and keeps what it got. */
import { acquireFileLock, LockHeldError } from '../../../server/embedded/fileLock.ts';

process.on('message', async (path: string) => {
  try {
    await acquireFileLock(path);
    process.send?.('won');
  } catch (error) {
    process.send?.(error instanceof LockHeldError ? 'lost' : `failed: ${error}`);
  }
});
process.on('disconnect', () => process.exit(0));
process.send?.('listening');
