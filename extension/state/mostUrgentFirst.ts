import type { Confirmation } from '#shared/confirmation.ts';

/** By the deadline; those without one come last. */
export function mostUrgentFirst(confirmations: readonly Confirmation[]): Confirmation[] {
  return [...confirmations].sort((a, b) => (a.expires_at ?? '~').localeCompare(b.expires_at ?? '~'));
}
