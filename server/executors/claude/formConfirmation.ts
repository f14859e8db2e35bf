/** A form of an MCP server as a question with fields, and what was filled in as the server takes it. */
import { z } from 'zod';
import type { FormField } from '#shared/confirmation.ts';
import type { ConfirmationReply, ConfirmationRequest } from '../executor.ts';
import type { FormRequest } from './cliMessages.ts';
import { titleOf } from './toolConfirmation.ts';

const text = z.string();
const property = z.object({
  type: z.enum(['string', 'number', 'integer', 'boolean']).catch('string'),
  title: text.nullish(),
  description: text.nullish(),
  enum: z.array(text).nullish(),
  oneOf: z
    .array(z.object({ const: text }))
    .nullish()
    .catch(null),
});
const schema = z.object({
  properties: z.record(text, property).catch({}),
  required: z.array(text).catch([]),
});

/** @param shown hides secrets before the title is cut. */
export function formOf(request: FormRequest, shown: (text: string) => string): ConfirmationRequest {
  const { mcp_server_name: server, message, url } = request;
  const byAddress = request.mode === 'url' && typeof url === 'string';
  return {
    kind: 'form',
    title: titleOf(shown(byAddress ? `${server}: ${url}` : `${server}: ${message}`)),
    detail: byAddress ? `${url}\n\n${message}` : message,
    tool: `mcp__${server}`,
    input: { message, ...(byAddress ? { url } : { fields: fieldsOf(request) }) },
    fields: byAddress ? [] : fieldsOf(request),
  };
}

function fieldsOf({ requested_schema, property_order }: FormRequest): FormField[] {
  const { properties, required } = schema.parse(requested_schema ?? {});
  const names = property_order?.filter((name) => Object.hasOwn(properties, name)) ?? [];
  return [...new Set([...names, ...Object.keys(properties)])].map((name) => {
    const { type, title, description, enum: values, oneOf } = properties[name] ?? property.parse({});
    const options = values ?? oneOf?.map((each) => each.const);
    return {
      name,
      title: title || description || name,
      type: options ? 'enum' : type === 'integer' ? 'number' : type,
      ...(options && { options }),
      required: required.includes(name),
    };
  });
}

export function formResponse({ decision, values }: ConfirmationReply): object {
  return decision === 'allow' ? { action: 'accept', content: values ?? {} } : { action: 'decline' };
}
