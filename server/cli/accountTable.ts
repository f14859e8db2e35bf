/** Accounts as rows of a table. */
import type { Account, AccountWindow } from '#shared/account.ts';
import { oneLine } from './displayText.ts';
import { formatTime } from './formatQuantity.ts';

/** Enough of a hash for people. */
const ID_CHARS = 12;

export function accountRow(account: Account): string[] {
  const { id, name, kind, owner, windows, held_until, expires_at, reason } = account;
  const time = (at: string | null) => (at === null ? '-' : formatTime(at));
  return [
    id.slice(0, ID_CHARS),
    oneLine(name),
    kind,
    owner,
    windows.map(inWords).join(', ') || '-',
    time(held_until),
    time(expires_at),
    oneLine(reason ?? '-'),
  ];
}

function inWords({ type, utilization }: AccountWindow): string {
  return utilization === null ? oneLine(type) : `${oneLine(type)} ${Math.round(utilization * 100)}%`;
}
