/** Credentials that are used up: whose tasks wait until they are there again. */
import { dateFromColumn } from '../store/sql.ts';
import type { Queries } from '../store/store.ts';

export interface CredentialHold {
  until: Date;
  /** Why, in the words of who refused. */
  detail: string;
}

/** Those that are held now, by credential. */
export async function readCredentialHolds(store: Queries): Promise<Map<string, CredentialHold>> {
  const rows = await store.query<{ credential: string; held_until: string; detail: string }>(
    'select credential, held_until, detail from credential_holds where held_until > ?',
    [new Date()],
  );
  return new Map(
    rows.map(({ credential, held_until, detail }) => [
      credential,
      { until: dateFromColumn(held_until), detail },
    ]),
  );
}
