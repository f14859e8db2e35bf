import { randomUUID } from 'node:crypto';
import { insertRows } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { LIVE_TOKEN, newToken, tokenHash } from './authenticate.ts';

const ADMIN_USER = 'admin';

/**
 * Makes sure that an administrator can come in: with the given token, or on the first start with a new one. A given
 * token that was revoked stays so.
 * @returns the new token, to be shown this once: only its hash is kept.
 */
export async function ensureAdminToken(store: Store, given: string | undefined): Promise<string | undefined> {
  if (given !== undefined) {
    const known = await store.query('select 1 from tokens where hash = ?', [tokenHash(given)]);
    if (known.length === 0) await saveAdminToken(store, given);
    return undefined;
  }
  const live = await store.query(
    `select 1 from tokens t join users u on u.id = t.user_id where u.admin = 1 and ${LIVE_TOKEN} limit 1`,
  );
  if (live.length > 0) return undefined;
  const token = newToken();
  await saveAdminToken(store, token);
  return token;
}

/** Of several processes that start at once, one makes the rows. */
async function saveAdminToken(store: Store, token: string): Promise<void> {
  const now = new Date();
  const user = { id: ADMIN_USER, name: 'Administrator', admin: true, createdAt: now, updatedAt: now };
  const row = {
    id: randomUUID(),
    hash: tokenHash(token),
    userId: ADMIN_USER,
    name: 'admin',
    createdAt: now,
  };
  const users = insertRows('users', [user]);
  const tokens = insertRows('tokens', [row]);
  await store.change({ ...users, sql: `${users.sql} on duplicate key update admin = 1` });
  await store.change({ ...tokens, sql: `${tokens.sql} on duplicate key update name = name` });
}
