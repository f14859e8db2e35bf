/** What may be written where the cursor is. */
import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  type Range,
} from 'vscode-languageserver/node';
import { t } from '#shared/l10n.ts';
import type { KnownProjects } from '../protocol.ts';
import { describeField, type FieldSchema, keysAt, schemaAt, valuesOf } from './fieldSchema.ts';
import { placeAt, type Typing } from './placeAt.ts';
import { rangeOf, type TaskFileText } from './taskFileText.ts';
import { tasksOf } from './taskList.ts';

/** @param refs of the file as it was when it could be read the last time. */
export function complete(
  file: TaskFileText,
  offset: number,
  { projects, refs }: { projects: KnownProjects; refs: readonly string[] },
): CompletionItem[] {
  const place = placeAt(file.text.getText(), offset);
  if (!place) return [];
  const range = rangeOf(file, { start: offset - place.typed.length, end: offset });
  const schema = schemaAt(place.path);
  if (place.what === 'key' && schema?.properties) return keys(place, range);
  const values = schema ? valueItems(place, schema, projects, refs) : [];
  return values.map((item) => ({ ...item, textEdit: { range, newText: item.label } }));
}

/** The refs that a file has now. */
export function refsOf(file: TaskFileText): string[] {
  return tasksOf(file).flatMap(({ ref }) => ref ?? []);
}

function keys({ path, taken }: Typing, range: Range): CompletionItem[] {
  const required = schemaAt(path)?.required ?? [];
  return keysAt(path)
    .filter((key) => !taken.includes(key))
    .map((key, index) => {
      const schema = schemaAt([...path, key]) ?? {};
      return {
        label: key,
        kind: CompletionItemKind.Property,
        sortText: String(index).padStart(3, '0'),
        documentation: { kind: 'markdown', value: describeField(key, schema, required.includes(key)) },
        insertTextFormat: InsertTextFormat.Snippet,
        textEdit: { range, newText: `${key}:${afterKey(schema)}` },
        // The values come by themselves where there are few of them.
        ...(hasValues(key, schema) && {
          command: { title: '', command: 'editor.action.triggerSuggest' },
        }),
      };
    });
}

const hasValues = (key: string, schema: FieldSchema) => valuesOf(schema).length > 0 || key === 'project_id';

function afterKey({ type, items }: FieldSchema): string {
  if (type === 'array') return items?.type === 'string' ? ' [$0]' : '\n  - $0';
  return type === 'object' ? '\n  $0' : ' $0';
}

function valueItems(
  { path }: Typing,
  schema: FieldSchema,
  projects: KnownProjects,
  refs: readonly string[],
): CompletionItem[] {
  const key = path.findLast((step) => typeof step === 'string');
  if (key === 'depends_on') return refs.map((label) => ({ label, kind: CompletionItemKind.Reference }));
  if (key === 'project_id') {
    return (projects ?? []).map(({ id, name }) => ({
      label: id,
      kind: CompletionItemKind.Folder,
      ...(name !== id && { detail: name }),
    }));
  }
  if (key === 'timezone') {
    return ['UTC', ...Intl.supportedValuesOf('timeZone')].map((label) => ({
      label,
      kind: CompletionItemKind.Constant,
    }));
  }
  return valuesOf(schema).map((label) => ({
    label,
    kind: CompletionItemKind.EnumMember,
    ...(label === String(schema.default) && { detail: t('if left out') }),
  }));
}
