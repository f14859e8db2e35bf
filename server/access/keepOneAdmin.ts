import { AppError } from '../errors.ts';
import type { Transaction } from '../store/store.ts';
import { LIVE_TOKEN } from './authenticate.ts';

/**
 * Goes first in a transaction that takes access away. Locks the administrators' rows, so that of two who take away
 * the last two tokens at once, the second one is refused.
 * @param without what is about to go: a token, or all tokens of a user.
 * @throws {AppError} 409 if no token of an administrator would be left.
 */
export async function keepOneAdmin(
  transaction: Transaction,
  without: { tokenId: string } | { userId: string },
): Promise<void> {
  await transaction.run([{ sql: 'select id from users where admin = 1 order by id for update', values: [] }]);
  const [condition, value] =
    'tokenId' in without ? ['t.id <> ?', without.tokenId] : ['t.user_id <> ?', without.userId];
  const [left, goes] = await transaction.run([
    {
      sql: `select t.id from tokens t join users u on u.id = t.user_id
        where u.admin = 1 and ${LIVE_TOKEN} and ${condition} limit 1`,
      values: [value],
    },
    {
      sql: `select t.id from tokens t join users u on u.id = t.user_id
        where u.admin = 1 and ${LIVE_TOKEN} and not (${condition}) limit 1`,
      values: [value],
    },
  ]);
  if ((left as unknown[]).length > 0 || (goes as unknown[]).length === 0) return;
  throw new AppError({
    code: 'auth.last_admin',
    message: 'This is the last token of an administrator: make another one first.',
    status: 409,
  });
}
