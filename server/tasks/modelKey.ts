/** By which model a task shares the windows of its account. */

import type { TaskDefinition } from '#shared/taskDefinition.ts';

/** A window that is everybody's, whatever the model. */
export const ACCOUNT_WIDE = '';
/** Of a task that names no model. */
const DEFAULT_MODEL = 'default';
/** What fits the column. */
const CHARS_MAX = 64;

const FAMILY = /\b(fable|haiku|mythos|opus|sonnet)/i;

/** The family in a model's name, alias or title: what the windows of single models are for. */
export function familyIn(name: string): string | undefined {
  return FAMILY.exec(name)?.[1]?.toLowerCase();
}

/**
 * Those with the same key are held together. Which model a task without one will have depends on its account, its
 * folder's settings and its worker, and is known only when it runs. So they are a sort of their own, which is held
 * once one of them has met the wall of a model: until then they find out by themselves, and are never held for a
 * model that they don't use.
 */
export function modelKeyOf({ kind, context }: Pick<TaskDefinition, 'kind' | 'context'>): string | null {
  if (kind !== 'claude') return null;
  const name = String(context.model ?? DEFAULT_MODEL).toLowerCase();
  return familyIn(name) ?? name.slice(0, CHARS_MAX);
}
