/** What the schema of the server says about a file, in words that a person can act on. */
import type { z } from 'zod';
import { taskFileSchema } from '#shared/taskFile.ts';
import { closestTo } from './closestTo.ts';
import { keysAt, schemaAt, typeInWords, valuesOf } from './fieldSchema.ts';
import type { FileProblem } from './fileProblem.ts';
import type { Path } from './taskFileText.ts';
import { isMapping } from './taskList.ts';

type Issue = z.core.$ZodIssue;

export function findSchemaProblems(value: unknown): FileProblem[] {
  if (!isMapping(value)) {
    return [{ path: [], code: 'file.empty', message: 'A task file has “tasks:”, “schedules:” or both.' }];
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
    const custom = issue.code === 'custom' ? issue.message.replace(/^is required:? ?/, '') : '';
    return [{ path, code: 'field.missing', message: `${name} is required${custom ? `: ${custom}` : ''}.` }];
  }
  return [{ path, code: 'field.wrong', message: wrongValue(issue, path, given) }];
}

function unknownKey(key: string, allowed: readonly string[]): string {
  const meant = closestTo(key, allowed);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `There is no field ${key} here.${hint} Allowed: ${allowed.join(', ')}.`;
}

function wrongValue(issue: Issue, path: Path, given: unknown): string {
  const name = path.length > 0 ? `${lastKey(path)} ` : '';
  const schema = schemaAt(path) ?? {};
  if (issue.code === 'invalid_value') {
    const values = valuesOf(schema);
    const meant = typeof given === 'string' ? closestTo(given, values) : undefined;
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return issue.message.startsWith('Invalid')
      ? `${name}must be one of ${issue.values.map(String).join(', ')}.${hint}`
      : `${name}is wrong: ${issue.message}.`;
  }
  if (issue.code === 'invalid_type') {
    const quotes = issue.expected === 'string' && typeof given !== 'object' ? ': write it in quotes' : '';
    return `${name}must be ${typeInWords({ type: typeNames[issue.expected] ?? issue.expected })}${quotes}.`;
  }
  if (issue.code === 'too_small' && issue.minimum !== undefined) {
    return `${name}must be at least ${issue.minimum}${unitOf(issue.origin)}.`;
  }
  if (issue.code === 'too_big') return `${name}must be at most ${issue.maximum}${unitOf(issue.origin)}.`;
  if (issue.code === 'invalid_format' && issue.message.startsWith('Invalid')) {
    return `${name}must be ${schema.format === 'date-time' ? typeInWords(schema) : `a ${issue.format}`}.`.replaceAll(
      '`',
      '',
    );
  }
  return `${name}${issue.message}.`;
}

const typeNames: Record<string, string> = { int: 'integer', record: 'object' };

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' items long' : '';
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
