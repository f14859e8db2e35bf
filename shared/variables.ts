/** Environment variables of what a run executes. */

import { z } from 'zod';
import { t } from './l10n.ts';
import { unicodeText } from './unicode.ts';

/** Linux refuses one argument or variable of more than 128 KiB (MAX_ARG_STRLEN). */
export const ARGUMENT_CHARS_MAX = 131_071;

export const argument = unicodeText
  .max(ARGUMENT_CHARS_MAX)
  .refine((text) => !text.includes('\0'), { error: () => t('must not contain a NUL character') });

export const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: () => t('must be a variable name: letters, digits and _') });

const ownVariable = /^SWITCHYARD_/;

/** Whether none of the names is the server's own. */
export function areTheirOwn(variables: object): boolean {
  return !Object.keys(variables).some((name) => ownVariable.test(name));
}

export const theirOwnMessage = () => t('names that begin with SWITCHYARD_ are the server’s own');
