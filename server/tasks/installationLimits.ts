import type { LimitsChange, LimitsWire } from '#shared/queue.ts';
import type { Store } from '../store/store.ts';
import { readLimits, setLimit } from './limits.ts';

/** The limits that hold for everyone together. */
export async function readInstallationLimits(store: Store): Promise<LimitsWire> {
  const limits = await readLimits(store);
  return {
    max_running: limits.of('installation', 'all').maxRunning,
    claude_per_minute: limits.startsPerMinute('claude'),
  };
}

export async function changeInstallationLimits(
  store: Store,
  { max_running, claude_per_minute }: LimitsChange,
): Promise<LimitsWire> {
  if (max_running !== undefined) await setLimit(store, 'installation', 'all', { maxRunning: max_running });
  if (claude_per_minute !== undefined)
    await setLimit(store, 'rate', 'claude', { perMinute: claude_per_minute });
  return readInstallationLimits(store);
}
