/** Cron expressions of five fields: what each field may hold, checked in words that a person can act on. */
import { t } from './l10n.ts';

interface CronField {
  name: () => string;
  min: number;
  max: number;
  /** For the values from `min` on. */
  names?: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const cronFields: readonly CronField[] = [
  { name: () => t('minute'), min: 0, max: 59 },
  { name: () => t('hour'), min: 0, max: 23 },
  { name: () => t('day of month'), min: 1, max: 31 },
  { name: () => t('month'), min: 1, max: 12, names: months },
  // 0 and 7 are both Sunday.
  { name: () => t('day of week'), min: 0, max: 7, names: days },
];

const macros: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** @returns what is wrong with the expression: which field, and what is allowed there; undefined if it is fine. */
export function cronProblem(cron: string): string | undefined {
  const text = cron.trim();
  if (text.startsWith('@')) {
    const instead = macros[text.toLowerCase()];
    return instead
      ? t('write {0} instead of {1}', instead, text)
      : t('{0} is not known; write the five fields', shown(text));
  }
  const parts = text.split(/\s+/).filter(Boolean);
  if (parts.length !== cronFields.length) {
    const told = t(
      'has {0} fields and must have five: {1}',
      parts.length,
      cronFields.map(({ name }) => name()).join(', '),
    );
    return parts.length === 6 ? `${told}; ${t('there is no field for seconds')}` : told;
  }
  for (const [index, field] of cronFields.entries()) {
    const problem = fieldProblem(parts[index] ?? '', field);
    if (problem) return t('{0}: {1}. Allowed: {2}', field.name(), problem, allowed(field));
  }
  return undefined;
}

function fieldProblem(text: string, field: CronField): string | undefined {
  for (const item of text.split(',')) {
    const problem = itemProblem(item, field);
    if (problem) return problem;
  }
  return undefined;
}

/** One of `*`, `5`, `1-5`, the first and the last also with a step. */
function itemProblem(item: string, field: CronField): string | undefined {
  const [base = '', step, ...rest] = item.split('/');
  if (item === '' || rest.length > 0) return t('{0} is not a value', shown(item));
  const [from = '', to, ...more] = base.split('-');
  if (more.length > 0) return t('{0} is not a range', shown(item));
  if (base !== '*') {
    const first = valueIn(from, field);
    if (first === undefined) return t('{0} is not a value', shown(from));
    const last = to === undefined ? first : valueIn(to, field);
    if (last === undefined) return t('{0} is not a value', shown(to ?? ''));
    if (last < first) return t('the range {0} runs backwards', base);
    if (step !== undefined && to === undefined)
      return t('the step in {0} needs * or a range before it', item);
  }
  if (step === undefined) return undefined;
  const isStep = /^\d{1,2}$/.test(step) && Number(step) >= 1 && Number(step) <= field.max;
  return isStep ? undefined : t('the step in {0} must be 1 to {1}', shown(item), field.max);
}

function valueIn(text: string, { min, max, names }: CronField): number | undefined {
  const index = names?.indexOf(text.toUpperCase()) ?? -1;
  if (index >= 0) return min + index;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

function allowed({ min, max, names }: CronField): string {
  const numbers = `${min}–${max}`;
  const values = names ? t('{0} or {1}', numbers, `${names[0]}–${names.at(-1)}`) : numbers;
  return t('{0}, ranges (a-b), lists (a,b), * and steps (*/n, a-b/n)', values);
}

const shown = (text: string) => JSON.stringify(text.slice(0, 40));

/** Whether there is a time zone of that name, such as Europe/Berlin or UTC. Offsets such as +02:00 aren't names. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
