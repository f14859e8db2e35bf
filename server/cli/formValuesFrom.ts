/** The values of a form: given with `--value name=value`, or asked for where somebody is there to be asked. */
import type { FormField, FormValues } from '#shared/confirmation.ts';
import { fieldHint, formValueOf } from '#shared/formValue.ts';
import { shownText } from '#shared/shownText.ts';
import { askLine, canAsk } from './askLine.ts';
import { UsageError } from './cliErrors.ts';
import { oneLine } from './displayText.ts';
import { note } from './terminal.ts';

/** @throws {UsageError} for a field that isn't there, is missing, or can't be that. */
export async function formValuesFrom(
  fields: readonly FormField[],
  given: Readonly<Record<string, string>> = {},
): Promise<FormValues> {
  const names = fields.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`It has no field ${oneLine(unknown)}, but: ${oneLine(names.join(', '))}.`);
  const values: FormValues = {};
  for (const field of fields) {
    const typed = given[field.name];
    const value = typed === undefined && canAsk() ? await askField(field) : valueFrom(field, typed ?? '');
    if (value !== undefined) values[field.name] = value;
  }
  return values;
}

function valueFrom(field: FormField, typed: string): FormValues[string] | undefined {
  try {
    return formValueOf(field, typed);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `--value ${oneLine(field.name)}=… ${oneLine(fieldHint(field))}: ${oneLine(problem)}`,
    );
  }
}

/** Again, until it is something that the field can be. */
async function askField(field: FormField): Promise<FormValues[string] | undefined> {
  for (;;) {
    const typed = await askLine(`${oneLine(shownText(`${field.title} ${fieldHint(field)}`))}: `);
    try {
      return formValueOf(field, typed);
    } catch (error) {
      note(error instanceof Error ? error.message : String(error));
    }
  }
}
