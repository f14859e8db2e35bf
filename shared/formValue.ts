/** What a person types into a field of a form, as the value that is sent. */
import type { FormField, FormValues } from './confirmation.ts';
import { t } from './l10n.ts';

const yes: ReadonlySet<string> = new Set(['yes', 'y', 'true']);
const no: ReadonlySet<string> = new Set(['no', 'n', 'false']);

/**
 * @returns undefined for a field that is left empty.
 * @throws Error in plain words for what the field can't be.
 */
export function formValueOf(field: FormField, typed: string): FormValues[string] | undefined {
  if (typed.trim() === '') {
    if (field.required) throw new Error(t('It has to be filled in.'));
    return undefined;
  }
  switch (field.type) {
    case 'string':
      return typed;
    case 'number':
      if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed.trim())) throw new Error(t('Write a number.'));
      return Number(typed);
    case 'boolean': {
      const word = typed.trim().toLowerCase();
      if (!yes.has(word) && !no.has(word)) throw new Error(t('Write yes or no.'));
      return yes.has(word);
    }
    case 'enum':
      if (!field.options?.includes(typed))
        throw new Error(t('Write one of these: {0}.', (field.options ?? []).join(', ')));
      return typed;
  }
}

/** What may be filled in, in brackets behind the field's title: `(a number, may be left out)`. */
export function fieldHint({ type, options, required }: FormField): string {
  const kinds = {
    string: t('a text'),
    number: t('a number'),
    boolean: t('yes or no'),
    enum: t('one of {0}', (options ?? []).join(', ')),
  };
  return `(${required ? kinds[type] : t('{0}, may be left out', kinds[type])})`;
}
