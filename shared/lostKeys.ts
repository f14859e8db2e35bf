import { z } from 'zod';
import { t } from './l10n.ts';

/** Objects of JavaScript lose a key named `__proto__`: refused, so that nothing is lost without a word. */
export const withoutLostKeys = <T extends z.ZodType>(schema: T, levels: number) =>
  z.preprocess((value, context) => {
    if (hasLostKey(value, levels)) {
      context.addIssue({ code: 'custom', message: t('must not have the key __proto__') });
    }
    return value;
  }, schema);

/** Looks no deeper than it has to, so that nothing overflows. */
function hasLostKey(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || levels < 0) return false;
  return (
    Object.hasOwn(value, '__proto__') || Object.values(value).some((each) => hasLostKey(each, levels - 1))
  );
}
