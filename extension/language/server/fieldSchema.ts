/** The schema of task files as JSON Schema, from the very one that the server checks with: what may stand where. */
import { z } from 'zod';
import { claudeContextSchema } from '#shared/claudeContext.ts';
import { t } from '#shared/l10n.ts';
import { taskFileSchema } from '#shared/taskFile.ts';
import type { Path } from './taskFileText.ts';

/** The part of JSON Schema that zod writes for ours. */
export interface FieldSchema {
  $ref?: string;
  type?: string;
  format?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  properties?: Record<string, FieldSchema>;
  required?: string[];
  items?: FieldSchema;
  additionalProperties?: FieldSchema | boolean;
}

const root = z.toJSONSchema(taskFileSchema, { io: 'input', unrepresentable: 'any' }) as FieldSchema & {
  $defs: Record<string, FieldSchema>;
};

const claudeContext = z.toJSONSchema(claudeContextSchema, {
  io: 'input',
  unrepresentable: 'any',
}) as FieldSchema & { $defs?: Record<string, FieldSchema> };
const ofClaude = claudeContext.$defs?.ClaudeContext?.properties ?? claudeContext.properties;

/** Undefined where nothing is known. In `context` are the fields of kind `claude`: another kind takes any. */
export function schemaAt(path: Path): FieldSchema | undefined {
  let schema: FieldSchema | undefined = root;
  for (const step of path) {
    if (schema === undefined) return undefined;
    if (schema.type === 'array') schema = schema.items;
    else {
      const isDefinition = schema.properties?.continues !== undefined;
      schema = schema.properties?.[step] ?? anyOther(schema);
      if (step === 'context' && isDefinition && ofClaude) schema = { ...schema, properties: ofClaude };
    }
    schema = resolved(schema);
  }
  return schema;
}

function anyOther({ additionalProperties }: FieldSchema): FieldSchema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

function resolved(schema: FieldSchema | undefined): FieldSchema | undefined {
  const name = schema?.$ref?.replace('#/$defs/', '');
  return name === undefined ? schema : { ...root.$defs[name], ...schema };
}

/** The names that a map may have, those that it must have first. */
export function keysAt(path: Path): string[] {
  const schema = schemaAt(path);
  const keys = Object.keys(schema?.properties ?? {});
  const required = schema?.required ?? [];
  return [...required, ...keys.filter((key) => !required.includes(key))];
}

/** The only values that there are, if they are few. */
export function valuesOf(schema: FieldSchema): string[] {
  if (schema.enum) return schema.enum.map(String);
  if (schema.const !== undefined) return [String(schema.const)];
  return schema.type === 'boolean' ? ['true', 'false'] : [];
}

/** What a field is, for a person: in Markdown. */
export function describeField(name: string, schema: FieldSchema, required: boolean): string {
  const values = valuesOf(schema);
  const range = [
    schema.minimum === undefined ? '' : t('from {0}', schema.minimum),
    schema.maximum === undefined ? '' : t('to {0}', schema.maximum),
  ].filter(Boolean);
  const facts = [
    values.length > 0 ? values.map((value) => `\`${value}\``).join(', ') : typeInWords(schema),
    range.join(' '),
    required ? t('required') : '',
    isPlain(schema.default) ? t('`{0}` if left out', String(schema.default)) : '',
  ].filter(Boolean);
  return [`**${name}** — ${facts.join(', ')}`, schema.description ? t(schema.description) : '']
    .filter(Boolean)
    .join('\n\n');
}

const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

export function typeInWords({ type, format }: FieldSchema): string {
  if (format === 'date-time') return t('a time, such as `2030-01-31T09:00:00Z`');
  const words: Record<string, string> = {
    string: t('a text'),
    integer: t('a whole number'),
    number: t('a number'),
    boolean: t('true or false'),
    array: t('a list'),
    object: t('names with values'),
  };
  return words[type ?? ''] ?? t('any value');
}
