/** A program in the place of the Claude CLI: a shell script that does something first, or instead. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { claudeCli } from './claudeCli.ts';
import './globalSetup.ts'; // Types what `inject` answers.

/** @param script lines that run in the task's folder; where they end, the real CLI takes over. */
export async function wrappedClaude(script: string): Promise<string> {
  const program = await claudeCli();
  const path = join(mkdtempSync(join(inject('stores').folder, 'wrapped-')), 'claude');
  writeFileSync(path, `#!/bin/sh\n${script}\nexec '${program}' "$@"\n`, { mode: 0o755 });
  return path;
}
