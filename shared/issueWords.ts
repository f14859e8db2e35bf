/** What zod found, in the words that people are told it. */
import type { z } from 'zod';
import { t } from './l10n.ts';

/** One for each field: zod puts all unknown ones into one issue. */
export function inWords(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: t('is not a known field') }));
  }
  if (issue.code === 'invalid_key' && issue.issues[0]) {
    return [{ path: issue.path, message: t('the name {0}', issue.issues[0].message) }];
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [{ path: issue.path, message: missing ? t('is required') : issue.message }];
}
