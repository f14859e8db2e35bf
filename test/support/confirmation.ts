import type { Confirmation } from '../../shared/confirmation.ts';

/** A question that waits for an answer. */
export function confirmation(fields: Partial<Confirmation> = {}): Confirmation {
  return {
    id: 'c1',
    task_id: 't1',
    run: 1,
    kind: 'permission',
    title: 'Bash: make',
    detail: 'make',
    description: null,
    agent: null,
    default_to_no: false,
    status: 'pending',
    requested_at: '2026-01-01T09:58:00.000Z',
    expires_at: null,
    answered_by: null,
    answered_at: null,
    decision: null,
    reason: null,
    ...fields,
  };
}
