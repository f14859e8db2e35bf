/** Bearer tokens: who is it that asks? */
import { createHash, randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { AppError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { TokenEntity } from '../store/token.entity.ts';
import type { Caller } from '../tasks/submitTask.ts';
import type { ApiEnv } from './apiApp.ts';

/** How long a revoked token may still be taken by a process that has just seen it. */
const REMEMBERED_MS = 2000;
const REMEMBERED_MAX = 10_000;
export const ADMIN_USER = 'admin';

export type Authenticate = (token: string) => Promise<Caller | undefined>;

export function createAuthenticate(store: Store): Authenticate {
  const remembered = new Map<string, { caller: Caller; until: number }>();
  return async (token) => {
    const hash = hashOf(token);
    const hit = remembered.get(hash);
    if (hit && hit.until > performance.now()) return hit.caller;
    remembered.delete(hash);
    const row = await store.entities().findOne(TokenEntity, { hash });
    if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= new Date())) return undefined;
    const caller = { userId: row.userId };
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(hash, { caller, until: performance.now() + REMEMBERED_MS });
    return caller;
  };
}

export function requireToken(authenticate: Authenticate): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const header = context.req.header('authorization') ?? '';
    const [scheme, token] = header.split(' ', 2);
    if (scheme?.toLowerCase() !== 'bearer' || !token) {
      throw unauthorized('auth.token_missing', 'Send a token: Authorization: Bearer swy_…');
    }
    const caller = await authenticate(token);
    if (!caller) throw unauthorized('auth.token_invalid', 'The token is unknown, expired or revoked.');
    context.set('caller', caller);
    await next();
  };
}

export function unauthorized(code: string, message: string): AppError {
  return new AppError({ code, message, status: 401 });
}

/**
 * Makes sure that there is a token for the administrator: the given one, or on the first start a new one.
 * @returns the new token, to be shown this once: only its hash is kept.
 */
export async function ensureAdminToken(store: Store, given: string | undefined): Promise<string | undefined> {
  if (given !== undefined) {
    await saveAdminToken(store, given);
    return undefined;
  }
  if (await store.entities().findOne(TokenEntity, { userId: ADMIN_USER, revokedAt: null })) return undefined;
  const token = `swy_${randomBytes(24).toString('base64url')}`;
  await saveAdminToken(store, token);
  return token;
}

async function saveAdminToken(store: Store, token: string): Promise<void> {
  const row = { hash: hashOf(token), userId: ADMIN_USER, name: 'admin', createdAt: new Date() };
  await store.entities().upsert(TokenEntity, row, { onConflictAction: 'ignore' });
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
