/** Users: made, changed, deleted. Their tasks stay. */
import type { ListUsersQuery, NewUser, User, UserChange } from '#shared/user.ts';
import { AppError, notFound } from '../errors.ts';
import { type Page, readPage } from '../store/keysetPage.ts';
import { dateFromColumn, insertRows, updateWhere } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { setLimit } from '../tasks/limits.ts';
import { keepOneAdmin } from './keepOneAdmin.ts';

interface UserColumns {
  id: string;
  name: string;
  admin: number;
  max_running: number | null;
  created_at: string;
  updated_at: string;
}

const COLUMNS = `id, name, admin, created_at, updated_at,
  (select max_running from limits where limits.scope = 'user' and limits.name = users.id) as max_running`;

export async function listUsers(
  store: Store,
  { limit, cursor }: ListUsersQuery,
): Promise<{ items: User[] } & Omit<Page<User>, 'rows'>> {
  const order = { time: 'created_at', id: 'id' };
  const { rows, ...page } = await readPage<UserColumns>(store, {
    table: 'users',
    columns: COLUMNS,
    order,
    where: [],
    limit,
    cursor,
  });
  return { items: rows.map(userWire), ...page };
}

/** @throws {AppError} 404 */
export async function readUser(store: Store, id: string): Promise<User> {
  const [row] = await store.query<UserColumns>(`select ${COLUMNS} from users where id = ?`, [id]);
  if (!row) throw notFound('user', id);
  return userWire(row);
}

/** @throws {AppError} 409 if the id is taken. */
export async function createUser(store: Store, { id, name, admin, max_running }: NewUser): Promise<User> {
  const now = new Date();
  try {
    await store.change(
      insertRows('users', [{ id, name: name ?? id, admin, createdAt: now, updatedAt: now }]),
    );
  } catch (error) {
    if ((error as { code?: string }).code !== 'ER_DUP_ENTRY') throw error;
    throw new AppError({ code: 'user.id_taken', message: `There is a user ${id} already.`, status: 409 });
  }
  if (max_running !== null) await setLimit(store, 'user', id, { maxRunning: max_running });
  return readUser(store, id);
}

/** @throws {AppError} 404, or 409 if nobody could administrate any more. */
export async function changeUser(
  store: Store,
  id: string,
  { max_running, ...change }: UserChange,
): Promise<User> {
  await store.transaction(async (transaction) => {
    if (change.admin === false) await keepOneAdmin(transaction, { userId: id });
    const columns = { ...change, updatedAt: new Date() };
    await transaction.runAndCommit([updateWhere('users', columns, 'id = ?', [id])]);
  });
  const user = await readUser(store, id);
  if (max_running === undefined) return user;
  await setLimit(store, 'user', id, { maxRunning: max_running });
  return readUser(store, id);
}

/** Revokes the user's tokens, too. @throws {AppError} 404, or 409 if nobody could administrate any more. */
export async function deleteUser(store: Store, id: string): Promise<void> {
  await readUser(store, id);
  await store.transaction(async (transaction) => {
    await keepOneAdmin(transaction, { userId: id });
    await transaction.runAndCommit([
      { sql: 'delete from users where id = ?', values: [id] },
      { sql: `delete from limits where scope = 'user' and name = ?`, values: [id] },
      {
        sql: 'update tokens set revoked_at = ? where user_id = ? and revoked_at is null',
        values: [new Date(), id],
      },
    ]);
  });
}

function userWire({ created_at, updated_at, admin, ...row }: UserColumns): User {
  return {
    ...row,
    admin: Boolean(admin),
    created_at: dateFromColumn(created_at).toISOString(),
    updated_at: dateFromColumn(updated_at).toISOString(),
  };
}
