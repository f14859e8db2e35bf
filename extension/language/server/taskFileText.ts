/** A task file's text, its YAML, and where in the text each part of it is. */
import type { Range } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml';

/** Names of keys and indexes of items, from the root. */
export type Path = readonly (string | number)[];

/** Offsets into the text. */
export interface Span {
  start: number;
  end: number;
}

export interface TaskFileText {
  text: TextDocument;
  document: Document.Parsed;
  /** As JSON would hold it; undefined when the YAML can't be read. */
  value: unknown;
  errors: YAMLError[];
}

interface Found {
  node: Node | null;
  key: Node | null;
  /** Whether it is there itself, not only something around it. */
  whole: boolean;
}

export function readTaskFile(text: TextDocument): TaskFileText {
  const document = parseDocument(text.getText(), { prettyErrors: false });
  const { errors } = document;
  return { text, document, value: errors.length > 0 ? undefined : jsonOf(document), errors };
}

/** Aliases may be endless, or name nothing. */
function jsonOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch {
    return undefined;
  }
}

export function readText(content: string): TaskFileText {
  return readTaskFile(TextDocument.create('file:///x.switchyard.yaml', 'yaml', 0, content));
}

export function rangeOf({ text }: TaskFileText, { start, end }: Span): Range {
  return { start: text.positionAt(start), end: text.positionAt(end) };
}

/** What is at a path, or the closest thing around it. */
export function find({ document }: TaskFileText, path: Path): Found {
  let found: Found = { node: document.contents, key: null, whole: true };
  for (const step of path) {
    const node = isAlias(found.node) ? (found.node.resolve(document) ?? null) : found.node;
    if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
      found = { node: node.items[step] as Node, key: null, whole: true };
      continue;
    }
    const pair = isMap(node) ? pairOf(node.items as Pair<Node, Node | null>[], step) : undefined;
    if (!pair) return { ...found, whole: false };
    found = { node: pair.value, key: pair.key, whole: true };
  }
  return found;
}

function pairOf(pairs: readonly Pair<Node, Node | null>[], step: string | number) {
  return pairs.find(({ key }) => isScalar(key) && String(key.value) === String(step));
}

/** What to underline for a path: a value, or the key of something long or missing. */
export function spanAt(file: TaskFileText, path: Path): Span {
  const { node, key, whole } = find(file, path);
  const isPlain = isScalar(node) && node.value !== null;
  if (whole && node && (isPlain || isAlias(node))) return spanOf(node);
  if (key) return spanOf(key);
  const first = isMap(node) ? (node.items[0]?.key as Node | undefined) : undefined;
  return spanOf(first ?? node);
}

/** The key alone. */
export function keySpan(file: TaskFileText, path: Path): Span {
  const { key, whole } = find(file, path);
  return whole && key ? spanOf(key) : spanAt(file, path);
}

export function spanOf(node: Node | null | undefined): Span {
  const [start, end] = node?.range ?? [0, 0];
  return { start, end };
}

/** The innermost thing at an offset. `on`: its key or its value. */
export function pathAt(file: TaskFileText, offset: number): { path: Path; on: 'key' | 'value' } | undefined {
  const path: (string | number)[] = [];
  let on: 'key' | 'value' = 'value';
  let node: Node | null = file.document.contents;
  while (node) {
    const step = stepInto(node, offset);
    if (!step) break;
    path.push(step.name);
    on = step.on;
    node = step.on === 'key' ? null : step.node;
  }
  return path.length > 0 ? { path, on } : undefined;
}

function stepInto(node: Node, offset: number) {
  if (!isMap(node) && !isSeq(node)) return undefined;
  for (const [index, item] of node.items.entries()) {
    if (!isPair(item)) {
      if (holds(item as Node, offset)) return { name: index, on: 'value' as const, node: item as Node };
      continue;
    }
    const { key, value } = item as Pair<Node, Node | null>;
    const name = isScalar(key) ? String(key.value) : '';
    if (holds(key, offset)) return { name, on: 'key' as const, node: key };
    if (value && holds(value, offset)) return { name, on: 'value' as const, node: value };
  }
  return undefined;
}

function holds(node: Node, offset: number): boolean {
  const { start, end } = spanOf(node);
  return start <= offset && offset <= end;
}
