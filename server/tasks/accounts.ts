/** What pays for Claude runs, as runs have reported it. */
import {
  type Account,
  type AccountChange,
  type AccountKind,
  type AccountOwner,
  type AccountWindow,
  INSTALLATION_ACCOUNT,
} from '#shared/account.ts';
import { notFound } from '../errors.ts';
import { AccountEntity, type AccountRow } from '../store/account.entity.ts';
import type { Statement } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { TaskRow } from '../store/task.entity.ts';
import { isDecisive } from './credential.ts';
import { type CredentialHold, readCredentialHolds, waitsForAnswer } from './credentialHolds.ts';

/** How much of an id tells two accounts of one owner apart. */
const SHORT_ID_CHARS = 6;

type Payer = Pick<TaskRow, 'credential' | 'env' | 'projectId' | 'userId'>;

/** What a run heard; what is left out isn't known. */
export interface AccountNews {
  kind?: AccountKind;
  windows?: readonly AccountWindow[];
  expiresAt?: Date;
}

/** The account is listed from its first run on. */
export async function keepAccount(store: Store, task: Payer, news: AccountNews): Promise<void> {
  const { credential: id } = task;
  if (id) await store.change(upsert(id, task, news));
}

/** In one statement, since many runs report of one account; what isn't told stays. */
function upsert(
  id: string,
  task: Payer,
  { kind = 'other', windows = [], expiresAt }: AccountNews,
): Statement {
  const byType = Object.fromEntries(windows.map((window) => [window.type, window]));
  return {
    sql: `insert into accounts (id, name, kind, owner, windows, as_of, expires_at) values (?, ?, ?, ?, ?, ?, ?)
      on duplicate key update
        kind = if(values(kind) = 'other', accounts.kind, values(kind)),
        windows = json_merge_patch(accounts.windows, values(windows)),
        as_of = values(as_of),
        expires_at = if(values(kind) = 'api_key', null, coalesce(values(expires_at), accounts.expires_at))`,
    values: [
      ...[id, firstName(id, task), kind, ownerOf(id, task)],
      ...[JSON.stringify(byType), new Date(), expiresAt ?? null],
    ],
  };
}

function ownerOf(id: string, { env }: Payer): AccountOwner {
  if (id === INSTALLATION_ACCOUNT) return 'installation';
  return Object.keys(env).some(isDecisive) ? 'user' : 'project';
}

/** What it is called until somebody gives it a name. */
function firstName(id: string, task: Payer): string {
  const owner = ownerOf(id, task);
  if (owner === 'installation') return owner;
  return `${owner} ${owner === 'user' ? task.userId : task.projectId} (${id.slice(0, SHORT_ID_CHARS)})`;
}

export async function accountNameOf(store: Store, task: Payer): Promise<string> {
  const id = task.credential ?? INSTALLATION_ACCOUNT;
  const [row] = await store.query<{ name: string }>('select name from accounts where id = ?', [id]);
  return row?.name ?? firstName(id, task);
}

/** By name. */
export async function listAccounts(store: Store): Promise<Account[]> {
  const holds = await readCredentialHolds(store);
  const rows = await store.entities().find(AccountEntity, {}, { orderBy: { name: 'asc', id: 'asc' } });
  return rows.map((row) => accountWire(row, holds.ofAccount(row.id)));
}

/** @throws {AppError} 404 */
export async function readAccount(store: Store, id: string): Promise<Account> {
  const row = await store.entities().findOne(AccountEntity, { id });
  if (!row) throw notFound('account', id);
  const holds = await readCredentialHolds(store);
  return accountWire(row, holds.ofAccount(id));
}

/** @throws {AppError} 404 */
export async function changeAccount(store: Store, id: string, { name }: AccountChange): Promise<Account> {
  await store.change({ sql: 'update accounts set name = ? where id = ?', values: [name, id] });
  return readAccount(store, id);
}

const noWindow = { model: null, utilization: null, resets_at: null };

function accountWire(row: AccountRow, holds: readonly CredentialHold[]): Account {
  const now = new Date().toISOString();
  const windows = Object.entries(row.windows).map(([type, window]) => ({ ...noWindow, ...window, type }));
  const until = holds.flatMap((hold) => (hold.until instanceof Date ? [hold.until.toISOString()] : []));
  const asked = holds.some((hold) => !(hold.until instanceof Date));
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    owner: row.owner,
    // What was reset since has nothing to say any more.
    windows: windows.filter(({ resets_at }) => resets_at === null || resets_at > now),
    as_of: row.asOf.toISOString(),
    held_until: asked ? null : (until.sort().at(-1) ?? null),
    reason: holds.length > 0 ? [...new Set(holds.map(reasonOf))].join('; ') : null,
    expires_at: row.expiresAt?.toISOString() ?? null,
  };
}

function reasonOf({ until, detail }: CredentialHold): string {
  return until instanceof Date ? detail : waitsForAnswer(until.question, detail);
}
