/** What a tool of Claude would make of a file, before anybody allows it. No `vscode` here. */
import { basename } from 'node:path/posix';
import { z } from 'zod';

export interface FileChange {
  /** The file's name without its folders. */
  name: string;
  before: string;
  after: string;
}

const replacement = z.object({
  old_string: z.string(),
  new_string: z.string(),
  replace_all: z.boolean().optional(),
});
type Replacement = z.infer<typeof replacement>;

const inputs = {
  Write: z.object({ file_path: z.string(), content: z.string() }),
  Edit: replacement.extend({ file_path: z.string() }),
  MultiEdit: z.object({ file_path: z.string(), edits: z.array(replacement) }),
};

/**
 * @param read a file as it is now; undefined where it isn't there, or isn't on this machine.
 * @returns undefined for a tool that changes no file. Where the file isn't at hand it is of the changed places alone.
 */
export async function fileChangeOf(
  tool: string,
  input: unknown,
  read: (path: string) => Promise<string | undefined>,
): Promise<FileChange | undefined> {
  const write = tool === 'Write' ? inputs.Write.safeParse(input).data : undefined;
  if (write) {
    const before = (await read(write.file_path)) ?? '';
    return { name: basename(write.file_path), before, after: write.content };
  }
  const edit = tool === 'Edit' ? inputs.Edit.safeParse(input).data : undefined;
  const many = edit ? { file_path: edit.file_path, edits: [edit] } : multiEdit(tool, input);
  if (!many) return undefined;
  const now = await read(many.file_path);
  const after = now === undefined ? undefined : replaced(now, many.edits);
  const name = basename(many.file_path);
  if (now !== undefined && after !== undefined) return { name, before: now, after };
  return {
    name,
    before: places(many.edits.map(({ old_string }) => old_string)),
    after: places(many.edits.map(({ new_string }) => new_string)),
  };
}

function multiEdit(tool: string, input: unknown) {
  return tool === 'MultiEdit' ? inputs.MultiEdit.safeParse(input).data : undefined;
}

/** Undefined where a place isn't in the file: it is another file than the run's, or has changed since. */
function replaced(text: string, edits: readonly Replacement[]): string | undefined {
  let result = text;
  for (const { old_string, new_string, replace_all } of edits) {
    if (old_string === '' || !result.includes(old_string)) return undefined;
    result = replace_all
      ? result.replaceAll(old_string, () => new_string)
      : result.replace(old_string, () => new_string);
  }
  return result;
}

function places(texts: readonly string[]): string {
  return `${texts.join('\n…\n')}\n`;
}
