/** Cron expressions of five fields: what each field may hold, checked in words that a person can act on. */

interface CronField {
  name: string;
  min: number;
  max: number;
  /** For the values from `min` on. */
  names?: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const cronFields: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: months },
  // 0 and 7 are both Sunday.
  { name: 'day of week', min: 0, max: 7, names: days },
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
      ? `write ${instead} instead of ${text}`
      : `${shown(text)} is not known; write the five fields`;
  }
  const parts = text.split(/\s+/).filter(Boolean);
  if (parts.length !== cronFields.length) {
    const seconds = parts.length === 6 ? '; there is no field for seconds' : '';
    return `has ${parts.length} fields and must have five: ${cronFields.map(({ name }) => name).join(', ')}${seconds}`;
  }
  for (const [index, field] of cronFields.entries()) {
    const problem = fieldProblem(parts[index] ?? '', field);
    if (problem) return `${field.name}: ${problem}. Allowed: ${allowed(field)}`;
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
  if (item === '' || rest.length > 0) return `${shown(item)} is not a value`;
  const [from = '', to, ...more] = base.split('-');
  if (more.length > 0) return `${shown(item)} is not a range`;
  if (base !== '*') {
    const first = valueIn(from, field);
    if (first === undefined) return `${shown(from)} is not a value`;
    const last = to === undefined ? first : valueIn(to, field);
    if (last === undefined) return `${shown(to ?? '')} is not a value`;
    if (last < first) return `the range ${base} runs backwards`;
    if (step !== undefined && to === undefined) return `the step in ${item} needs * or a range before it`;
  }
  if (step === undefined) return undefined;
  const isStep = /^\d{1,2}$/.test(step) && Number(step) >= 1 && Number(step) <= field.max;
  return isStep ? undefined : `the step in ${shown(item)} must be 1 to ${field.max}`;
}

function valueIn(text: string, { min, max, names }: CronField): number | undefined {
  const index = names?.indexOf(text.toUpperCase()) ?? -1;
  if (index >= 0) return min + index;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

function allowed({ min, max, names }: CronField): string {
  const named = names ? ` or ${names[0]}–${names.at(-1)}` : '';
  return `${min}–${max}${named}, ranges (a-b), lists (a,b), * and steps (*/n, a-b/n)`;
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
