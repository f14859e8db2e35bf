import type { ConfirmationList, ListConfirmationsQuery } from '#shared/confirmation.ts';
import { ConfirmationEntity } from '../store/confirmation.entity.ts';
import { readPage } from '../store/keysetPage.ts';
import type { Store } from '../store/store.ts';
import { confirmationWire } from './confirmationWire.ts';

/** The latest first. */
export async function listConfirmations(
  store: Store,
  query: ListConfirmationsQuery,
): Promise<ConfirmationList> {
  const { status, project_id, task_id, limit, cursor } = query;
  const where = Object.entries({ status, project_id, task_id })
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => ({ sql: `${column} = ?`, values: [value] }));
  const { rows, ...page } = await readPage<{ id: string }>(store, {
    table: 'confirmations',
    columns: 'id, requested_at',
    order: { time: 'requested_at', id: 'id' },
    where,
    limit,
    cursor,
  });
  const ids = rows.map(({ id }) => id);
  // The two databases hand JSON columns out differently; the entity manager knows both.
  const found = await store.entities().find(ConfirmationEntity, { id: { $in: ids } });
  const byId = new Map(found.map((row) => [row.id, row]));
  const items = ids.flatMap((id) => byId.get(id) ?? []).map(confirmationWire);
  return { items, ...page };
}
