/** What the schema of the server says about a file, in words that a person can act on. */
import type { z } from 'zod';
import { t } from '#shared/l10n.ts';
import { taskFileSchema } from '#shared/taskFile.ts';
import { closestTo } from './closestTo.ts';
import { keysAt, schemaAt, typeInWords, valuesOf } from './fieldSchema.ts';
import type { FileProblem } from './fileProblem.ts';
import type { Path } from './taskFileText.ts';
import { isMapping } from './taskList.ts';

type Issue = z.core.$ZodIssue;

export function findSchemaProblems(value: unknown): FileProblem[] {
  if (!isMapping(value)) {
    return [{ path: [], code: 'file.empty', message: t('A task file has “tasks:”, “schedules:” or both.') }];
  }
  const parsed = taskFileSchema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue, value));
}

function problemsOf(issue: Issue, value: unknown): FileProblem[] {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      code: 'field.unknown',
      message: unknownKey(key, keysAt(path)),
      onKey: true,
    }));
  }
  const name = path.at(-1);
  const given = valueAt(value, path);
  if (given === undefined && typeof name === 'string') {
    const message =
      isOurs(issue) && issue.code === 'custom'
        ? t('{0} {1}.', name, issue.message)
        : t('{0} is required.', name);
    return [{ path, code: 'field.missing', message }];
  }
  return [{ path, code: 'field.wrong', message: wrongValue(issue, path, given) }];
}

/** Told by our schemas, rather than by zod in English. */
const isOurs = ({ message }: Issue) => !message.startsWith('Invalid');

function unknownKey(key: string, allowed: readonly string[]): string {
  const there = withHint(t('There is no field {0} here.', key), closestTo(key, allowed));
  return `${there} ${t('Allowed: {0}.', allowed.join(', '))}`;
}

const withHint = (told: string, meant: string | undefined) =>
  meant === undefined ? told : `${told} ${t('Did you mean {0}?', meant)}`;

function wrongValue(issue: Issue, path: Path, given: unknown): string {
  const name = path.length > 0 ? lastKey(path) : t('The file');
  const schema = schemaAt(path) ?? {};
  if (issue.code === 'invalid_value') {
    if (isOurs(issue)) return t('{0} is wrong: {1}.', name, issue.message);
    const meant = typeof given === 'string' ? closestTo(given, valuesOf(schema)) : undefined;
    return withHint(t('{0} must be one of {1}.', name, issue.values.map(String).join(', ')), meant);
  }
  if (issue.code === 'invalid_type') {
    const wanted = typeInWords({ type: typeNames[issue.expected] ?? issue.expected });
    return issue.expected === 'string' && typeof given !== 'object'
      ? t('{0} must be {1}: write it in quotes.', name, wanted)
      : t('{0} must be {1}.', name, wanted);
  }
  if (issue.code === 'too_small' && issue.minimum !== undefined) {
    return t('{0} must be at least {1}.', name, withUnit(issue.minimum, issue.origin));
  }
  if (issue.code === 'too_big')
    return t('{0} must be at most {1}.', name, withUnit(issue.maximum, issue.origin));
  if (issue.code === 'invalid_format' && !isOurs(issue)) {
    const wanted = schema.format === 'date-time' ? typeInWords(schema).replaceAll('`', '') : issue.format;
    return t('{0} must be {1}.', name, wanted);
  }
  return t('{0} {1}.', name, issue.message);
}

const typeNames: Record<string, string> = { int: 'integer', record: 'object' };

function withUnit(bound: number | bigint, origin: string): string {
  if (origin === 'string') return t('{0} characters long', String(bound));
  return origin === 'array' ? t('{0} items long', String(bound)) : String(bound);
}

/** “args[2]” rather than “2”. */
function lastKey(path: Path): string {
  const at = path.findLastIndex((step) => typeof step === 'string');
  return path
    .slice(Math.max(at, 0))
    .reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : step), '');
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? (inner as never)[step] : undefined),
    value,
  );
}
