/** Bearer tokens: who is it that asks? */
import { createHash, randomBytes } from 'node:crypto';
import { DB_NOW } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { Identity } from './identity.ts';

/** How long a revoked token may still be taken by a process that has just seen it and missed the hint. */
const REMEMBERED_MS = 1000;
const REMEMBERED_MAX = 10_000;

export interface Authentication {
  /** Undefined: the token is unknown, expired or revoked. */
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
  id: string;
  user_id: string;
  admin: number;
}

export function createAuthentication(store: Store): Authentication {
  const remembered = new Map<string, { identity: Identity; until: number }>();
  const watchers = new Set<() => void>();
  let generation = 0;
  return {
    async identify(token) {
      const hash = tokenHash(token);
      const hit = remembered.get(hash);
      if (hit && hit.until > performance.now()) return hit.identity;
      remembered.delete(hash);
      const begun = generation;
      const [row] = await store.query<IdentityColumns>(
        `select t.id, t.user_id, u.admin from tokens t join users u on u.id = t.user_id
          where t.hash = ? and ${LIVE_TOKEN}`,
        [hash],
      );
      if (!row) return undefined;
      const identity = { userId: row.user_id, admin: Boolean(row.admin), tokenId: row.id };
      if (remembered.size >= REMEMBERED_MAX) remembered.clear();
      // What was read while rights changed may be old.
      if (begun === generation) remembered.set(hash, { identity, until: performance.now() + REMEMBERED_MS });
      return identity;
    },
    async isLive(tokenId) {
      const rows = await store.query(`select 1 from tokens t where t.id = ? and ${LIVE_TOKEN}`, [tokenId]);
      return rows.length > 0;
    },
    forget() {
      generation++;
      remembered.clear();
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
