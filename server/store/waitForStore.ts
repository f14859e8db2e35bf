import { setTimeout as delay } from 'node:timers/promises';
import { openStore, type Store } from './store.ts';

const RETRY_MS = 500;

/** A person has to mend these: waiting doesn't help. */
const lastingErrors: Readonly<Record<string, string>> = {
  ER_ACCESS_DENIED_ERROR: 'MySQL refuses the user or password of SWITCHYARD_DATABASE_URL.',
  ER_DBACCESS_DENIED_ERROR: 'The user of SWITCHYARD_DATABASE_URL may not use the database that it names.',
  ER_BAD_DB_ERROR:
    'The database that SWITCHYARD_DATABASE_URL names does not exist: create it, or name another one.',
};

/** The store can't be used until a person mends something; the message says what. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/**
 * Opens the store, waiting for as long as MySQL is away.
 * @param onWaiting told of each attempt that failed.
 * @throws {StoreRefused} for what waiting can't mend.
 */
export async function waitForStore(
  databaseUrl: string,
  signal: AbortSignal,
  onWaiting: (error: Error) => void,
): Promise<Store> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await openStore(databaseUrl);
    } catch (error) {
      const lasting = lastingErrors[(error as { code?: string }).code ?? ''];
      if (lasting) throw new StoreRefused(lasting, { cause: error });
      onWaiting(error as Error);
      await delay(RETRY_MS, undefined, { signal });
    }
  }
}
