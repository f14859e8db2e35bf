/** Bearer tokens: who is it that asks? */
import { createHash, randomBytes } from 'node:crypto';
import { Remembered } from '../store/remembered.ts';
import { DB_NOW } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Identity } from './identity.ts';

/** All of them are looked up anew each second. */
const REMEMBERED_MAX = 1000;

export interface Authentication {
  /** Undefined: the token is unknown, expired or revoked; without a hint, that may be noticed a second or two late. */
  identify(token: string): Promise<Identity | undefined>;
  /** Whether a token by its id still holds; asks the database. */
  isLive(tokenId: string): Promise<boolean>;
  /** Somebody's rights have changed: nothing that is remembered holds, and who watches looks again. */
  forget(): void;
  /** Calls back after every `forget`, until stopped. */
  watch(onForgotten: () => void): () => void;
}

export const LIVE_TOKEN = `t.revoked_at is null and (t.expires_at is null or t.expires_at > ${DB_NOW})`;

interface IdentityColumns {
  hash: string;
  id: string;
  user_id: string;
  admin: number;
}

export function createAuthentication(store: Store): Authentication {
  const read = async (hashes: readonly string[]) => {
    const rows = await store.query<IdentityColumns>(
      `select t.hash, t.id, t.user_id, u.admin from tokens t join users u on u.id = t.user_id
        where t.hash in (?) and ${LIVE_TOKEN}`,
      [hashes],
    );
    return new Map<string, Identity>(
      rows.map((row) => [row.hash, { userId: row.user_id, admin: Boolean(row.admin), tokenId: row.id }]),
    );
  };
  const remembered = new Remembered<Identity>(read, REMEMBERED_MAX);
  const watchers = new Set<() => void>();
  return {
    identify: (token) => remembered.get(tokenHash(token)),
    async isLive(tokenId) {
      const rows = await store.query(`select 1 from tokens t where t.id = ? and ${LIVE_TOKEN}`, [tokenId]);
      return rows.length > 0;
    },
    forget() {
      remembered.forget();
      for (const onForgotten of watchers) onForgotten();
    },
    watch(onForgotten) {
      watchers.add(onForgotten);
      return () => watchers.delete(onForgotten);
    },
  };
}

export function newToken(): string {
  return `swy_${randomBytes(24).toString('base64url')}`;
}

/** SHA-256 in hex: tokens are random, so that a slow hash would protect nothing. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
