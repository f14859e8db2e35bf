import type { AlertRaised } from '#shared/alert.ts';
import { dateFromColumn, updateWhere } from '../store/sql.ts';
import type { Store } from '../store/store.ts';

const DAY_MS = 86_400_000;
/** So long before its end people are told; the real end may be up to 3 days earlier than what the CLI says. */
const WARN_MS = 3 * DAY_MS;
const FOUND_MAX = 100;

/**
 * Accounts whose login ends soon, or ended within the last day.
 * @returns an alert for each, once a day, whoever looks.
 */
export async function alertEndingLogins(store: Store, now = new Date()): Promise<AlertRaised[]> {
  const since = (ms: number) => new Date(now.getTime() + ms);
  const unalerted = '(alerted_at is null or alerted_at <= ?)';
  const rows = await store.query<{ id: string; name: string; expires_at: string }>(
    `select id, name, expires_at from accounts where expires_at > ? and expires_at < ? and ${unalerted} limit ?`,
    [since(-DAY_MS), since(WARN_MS), since(-DAY_MS), FOUND_MAX],
  );
  const alerts: AlertRaised[] = [];
  for (const { id, name, expires_at } of rows) {
    const where = `id = ? and ${unalerted}`;
    const mark = updateWhere('accounts', { alertedAt: now }, where, [id, since(-DAY_MS)]);
    if ((await store.change(mark)) === 1) alerts.push(alertOf(name, dateFromColumn(expires_at), now));
  }
  return alerts;
}

function alertOf(name: string, end: Date, now: Date): AlertRaised {
  return {
    type: 'alert.raised',
    alert_type: 'login_expires',
    severity: 'warning',
    message: `The login of the account ${name} ends at ${end.toISOString()}. Log the CLI in again.`,
    at: now.toISOString(),
  };
}
