/** The project’s source files and what each imports, read from their text. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Import {
  /** A file of the project by its path from the root, or a package by its name, or `node`. */
  target: string;
  /** Gone when the program runs. */
  typeOnly: boolean;
}

export interface SourceFile {
  /** From the root: `server/tasks/readTask.ts`. */
  path: string;
  text: string;
  imports: Import[];
}

/** A static import or export from somewhere, or an import inside the code. */
const STATEMENT =
  /^(?:import|export)\s+(?<type>type\s)?(?:(?<names>[^'";]*?)\sfrom\s+)?'(?<from>[^']+)'|import\('(?<inside>[^']+)'\)/gm;

export function readSources(folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
      .map((name) => readSource(join(folder, name))),
  );
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const imports = [...text.matchAll(STATEMENT)].map(({ groups = {} }) => ({
    target: targetOf(path, groups.from ?? groups.inside ?? ''),
    typeOnly: groups.type !== undefined || onlyTypes(groups.names ?? ''),
  }));
  return { path, text, imports };
}

function targetOf(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(dirname(path), specifier));
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('node:')) return 'node';
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] as string);
}

/** `{ type A, type B }` */
function onlyTypes(names: string): boolean {
  const listed = /^\{(.*)\}$/s.exec(names.trim())?.[1]?.split(',') ?? [];
  const given = listed.map((name) => name.trim()).filter(Boolean);
  return given.length > 0 && given.every((name) => name.startsWith('type '));
}

/** The part of the project that a file belongs to: `shared`, `server/tasks`, or a file of `server` itself. */
export function partOf(path: string): string {
  const [top = '', folder = '', ...rest] = path.split('/');
  if (top === 'shared') return top;
  return top === 'server' && rest.length > 0 ? `${top}/${folder}` : path;
}

/** The rows of the first table under a heading of a document; a cell is its list of names, `–` an empty one. */
export function readTable(path: string, heading: string): string[][][] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const lines = text.slice(text.indexOf(`## ${heading}\n`)).split('\n');
  const start = lines.findIndex((line) => line.startsWith('|---'));
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  return lines.slice(start + 1, start + length).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.replaceAll('`', '').trim())
      .map((cell) => (cell === '–' ? [] : cell.split(', '))),
  );
}

/** The first circle that following `edges` finds, as the nodes along it; undefined if there is none. */
export function findCircle(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const along: string[] = [];
  const visit = (node: string): string[] | undefined => {
    if (along.includes(node)) return [...along.slice(along.indexOf(node)), node];
    if (done.has(node)) return undefined;
    along.push(node);
    for (const next of edges.get(node) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    along.pop();
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const circle = visit(node);
    if (circle) return circle;
  }
  return undefined;
}
