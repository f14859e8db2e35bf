/** Text that every store and every client can keep. */

import { z } from 'zod';
import { t } from './l10n.ts';

/** Without halves of surrogate pairs: JSON can carry them, but the databases refuse them in JSON columns. */
export const unicodeText = z
  .string()
  .refine((text) => text.isWellFormed(), { error: () => t('must be well-formed Unicode') });

/** Whether every text in a JSON value, names included, is well-formed. The value must not be deep. */
export function isUnicodeThroughout(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, item]) => name.isWellFormed() && isUnicodeThroughout(item));
}
