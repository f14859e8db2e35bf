/** Whether a form is filled in as it wants to be. */
import type { ConfirmationAnswer, FormField, FormValues } from '#shared/confirmation.ts';
import type { FieldError } from '#shared/problem.ts';
import type { ConfirmationRow } from '../store/confirmation.entity.ts';

type Form = Pick<ConfirmationRow, 'kind'> & Partial<Pick<ConfirmationRow, 'fields'>>;

/** What is wrong with the values of an answer that allows. */
export function wrongValues({ kind, fields }: Form, values: ConfirmationAnswer['values']): FieldError[] {
  if (kind !== 'form')
    return values === undefined ? [] : [{ path: 'values', message: `can’t be given: this is a ${kind}` }];
  const known = fields ?? [];
  const names = known.map(({ name }) => JSON.stringify(name)).join(', ') || 'none';
  const unknown = Object.keys(values ?? {}).filter((name) => !known.some((field) => field.name === name));
  return [
    ...unknown.map((name) => ({ path: `values.${name}`, message: `is not a field: there are ${names}` })),
    ...known.flatMap((field) => wrongValue(field, values ?? {})),
  ];
}

function wrongValue({ name, type, options, required }: FormField, values: FormValues): FieldError[] {
  const path = `values.${name}`;
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined || value === '')
    return required ? [{ path, message: `is required: ${wanted(type, options)}` }] : [];
  const fits = type === 'enum' ? options?.some((option) => option === value) : typeof value === type;
  return fits ? [] : [{ path, message: `must be ${wanted(type, options)}` }];
}

function wanted(type: FormField['type'], options: readonly string[] = []): string {
  switch (type) {
    case 'enum':
      return `one of ${options.map((each) => JSON.stringify(each)).join(', ')}`;
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'a text';
  }
}
