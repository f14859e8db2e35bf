/** A task as somebody would write it into a task file. */
import { stringify } from 'yaml';
import { definitionFields } from '#shared/taskDefinition.ts';
import type { WriteParams } from '../protocol.ts';

const { shape } = definitionFields;

/** Its fields in the order of the reference; those that say what holds without them are left out. */
export function writeTask(task: WriteParams): string {
  const fields = Object.keys(shape).flatMap((name) => {
    const value: unknown = task[name as keyof typeof shape];
    return value === undefined || isDefault(name as keyof typeof shape, value) ? [] : [[name, value]];
  });
  // Lines aren't folded: a prompt's are its own.
  return stringify({ tasks: [Object.fromEntries(fields)] }, { lineWidth: 0 });
}

function isDefault(name: keyof typeof shape, value: unknown): boolean {
  const { success, data } = shape[name].safeParse(undefined);
  return success && JSON.stringify(data) === JSON.stringify(value);
}
