/** Tokens of users: made, listed, revoked. */
import { randomUUID } from 'node:crypto';
import type { CreatedToken, ListTokensQuery, NewToken, Token, TokenList } from '#shared/token.ts';
import { invalidFields, notFound } from '../errors.ts';
import { readPage } from '../store/keysetPage.ts';
import { dateFromColumn, insertRows } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { LIVE_TOKEN, newToken, tokenHash } from './authenticate.ts';
import { type Identity, requireAdmin } from './identity.ts';
import { keepOneAdmin } from './keepOneAdmin.ts';

type TokenColumns = Omit<Token, 'created_at' | 'expires_at'> & {
  created_at: string;
  expires_at: string | null;
};

/** Those that may be used, the newest first. Who isn't an administrator sees the own ones. @throws {AppError} 403 */
export async function listTokens(store: Store, query: ListTokensQuery, caller: Identity): Promise<TokenList> {
  const asked = query.user_id === 'me' ? caller.userId : query.user_id;
  const userId = asked ?? (caller.admin ? undefined : caller.userId);
  if (userId !== caller.userId) requireAdmin(caller);
  const { rows, ...page } = await readPage<TokenColumns>(store, {
    table: 'tokens t',
    columns: 'id, user_id, name, created_at, expires_at',
    order: { time: 'created_at', id: 'id' },
    where: [
      { sql: LIVE_TOKEN, values: [] },
      ...(userId === undefined ? [] : [{ sql: 'user_id = ?', values: [userId] }]),
    ],
    limit: query.limit,
    cursor: query.cursor,
  });
  return { items: rows.map(tokenWire), ...page };
}

/** One that may be used. @throws {AppError} 404 for what the caller may not see. */
export async function readToken(store: Store, id: string, caller: Identity): Promise<Token> {
  const [row] = await store.query<TokenColumns>(
    `select id, user_id, name, created_at, expires_at from tokens t where t.id = ? and ${LIVE_TOKEN}`,
    [id],
  );
  if (!row || (row.user_id !== caller.userId && !caller.admin)) throw notFound('token', id);
  return tokenWire(row);
}

/** @throws {AppError} 403 for another user's token, 422 for an unknown user. */
export async function createToken(store: Store, wanted: NewToken, caller: Identity): Promise<CreatedToken> {
  const userId = wanted.user_id === undefined || wanted.user_id === 'me' ? caller.userId : wanted.user_id;
  if (userId !== caller.userId) requireAdmin(caller);
  const token = newToken();
  const row = {
    id: randomUUID(),
    hash: tokenHash(token),
    userId,
    name: wanted.name,
    createdAt: new Date(),
    expiresAt: wanted.expires_at === undefined ? null : new Date(wanted.expires_at),
  };
  await store.transaction(async (transaction) => {
    // A user who is deleted meanwhile takes the token along, or is seen to be gone.
    const [users] = await transaction.run([
      { sql: 'select id from users where id = ? lock in share mode', values: [userId] },
    ]);
    if ((users as unknown[]).length === 0) {
      throw invalidFields([{ path: 'user_id', message: `there is no user ${userId}` }]);
    }
    await transaction.runAndCommit([insertRows('tokens', [row])]);
  });
  return {
    id: row.id,
    user_id: userId,
    name: row.name,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    token,
  };
}

/** @throws {AppError} 404 for what the caller may not see, 409 for the last token of an administrator. */
export async function revokeToken(store: Store, id: string, caller: Identity): Promise<void> {
  await store.transaction(async (transaction) => {
    const [rows] = await transaction.run([
      { sql: `select t.user_id from tokens t where t.id = ? and ${LIVE_TOKEN}`, values: [id] },
    ]);
    const [token] = rows as unknown as { user_id: string }[];
    if (!token || (token.user_id !== caller.userId && !caller.admin)) throw notFound('token', id);
    await keepOneAdmin(transaction, { tokenId: id });
    await transaction.runAndCommit([
      { sql: 'update tokens set revoked_at = ? where id = ?', values: [new Date(), id] },
    ]);
  });
}

function tokenWire({ created_at, expires_at, ...row }: TokenColumns): Token {
  return {
    ...row,
    created_at: dateFromColumn(created_at).toISOString(),
    expires_at: expires_at === null ? null : dateFromColumn(expires_at).toISOString(),
  };
}
