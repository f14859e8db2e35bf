import type { ConfirmationInFull } from '#shared/confirmation.ts';
import { notFound } from '../errors.ts';
import { ConfirmationEntity, type ConfirmationRow } from '../store/confirmation.entity.ts';
import type { Store } from '../store/store.ts';
import { confirmationInFull } from './confirmationWire.ts';

/** @throws {AppError} 404 */
export async function readConfirmation(store: Store, id: string): Promise<ConfirmationInFull> {
  return confirmationInFull(await findConfirmation(store, id));
}

/** @throws {AppError} 404 */
export async function findConfirmation(store: Store, id: string): Promise<ConfirmationRow> {
  const row = await store.entities().findOne(ConfirmationEntity, { id });
  if (!row) throw notFound('confirmation', id);
  return row;
}
