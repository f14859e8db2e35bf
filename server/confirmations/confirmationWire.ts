import type { Confirmation, ConfirmationInFull } from '#shared/confirmation.ts';
import type { ConfirmationRow } from '../store/confirmation.entity.ts';

/** As the API shows it: without what was typed or edited, which is the run's alone. */
export function confirmationWire(row: ConfirmationRow): Confirmation {
  return {
    id: row.id,
    task_id: row.taskId,
    run: row.run,
    kind: row.kind,
    title: row.title,
    detail: row.detail,
    description: row.description ?? null,
    agent: row.agent ?? null,
    default_to_no: row.defaultToNo,
    fields: row.fields ?? null,
    questions: row.questions ?? null,
    options: row.options ?? null,
    default: row.defaultText ?? null,
    secret: row.secret,
    status: row.status,
    requested_at: row.requestedAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    answered_by: row.answeredBy ?? null,
    answered_at: row.answeredAt?.toISOString() ?? null,
    decision: row.decision ?? null,
    reason: row.reason ?? null,
  };
}

/** With what a person needs who reads the whole of it, or gives the tool another input. */
export function confirmationInFull(row: ConfirmationRow): ConfirmationInFull {
  const input = row.kind === 'permission' ? (JSON.parse(row.input) as unknown) : null;
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  return {
    ...confirmationWire(row),
    tool: row.tool,
    input: isObject ? (input as Record<string, unknown>) : null,
  };
}
