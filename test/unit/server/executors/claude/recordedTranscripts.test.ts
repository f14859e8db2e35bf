/** What people read of conversations that the real CLI had. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCliLine } from '../../../../../server/executors/claude/cliMessages.ts';
import { Transcript } from '../../../../../server/executors/claude/transcript/transcript.ts';

function transcriptOf(name: string): string {
  const transcript = new Transcript();
  const messages = readFileSync(new URL(`recorded/${name}.ndjson`, import.meta.url), 'utf8').trimEnd();
  return messages
    .split('\n')
    .flatMap((line) => {
      const message = parseCliLine(line);
      return message ? transcript.read(message) : [];
    })
    .filter(({ stream }) => stream === 'stdout')
    .map(({ text }) => text)
    .join('\n');
}

test('tools are shown by what they do, thoughts with their lines below, steps as a list with marks', () => {
  const text = transcriptOf('tools');
  expect(text).toContain('• thinking (2 lines)\n    Step 1.\n    I use Write.\n• Write a.ts\n    + one\n');
  expect(text).toContain('• Read a.ts\n  └ 4 lines\n');
  expect(text).toContain('• Edit a.ts\n    - two\n    + 2\n      three\n•');
  expect(text).toContain("$ cat <<'X'\n  hello\n  X\n  false\n  ✗ Exit code 1\n    hello\n");
  expect(text).toContain('• Grep three in .\n  ✗ Error: No such tool available: Grep.');
  expect(text).toContain('• To do: 0 of 1 done\n    → Build it\n');
  expect(text).toContain('• TaskUpdate taskId: 9, status: in_progress\n  └ Task not found\n');
  expect(text).toContain('• WebSearch something\n  └ Web search results for query: "something"\n');
  expect(text).toContain('• NotebookEdit n.ipynb (cell x)\n    + print(1)\n  ✗ File has not been read yet.');
});

test('a command in the background tells its end below its name', () => {
  const text = transcriptOf('tools');
  expect(text).toContain('$ sleep 1; echo bg\n  └ at work in the background\n');
  expect(text).toContain('  └ [$ sleep 1; echo bg] Background command "bg" completed (exit code 0)\n');
});

test('a subagent stands indented below its call, with its report at the end', () => {
  expect(transcriptOf('helper')).toMatch(
    new RegExp(
      [
        '^• Agent general-purpose: run a command',
        '  │ \\$ echo one; echo two',
        '  │   └ one',
        '  │     two',
        '  └ done after 0\\.7 s, 1 tool use',
        '    It said: one',
        '    two',
        'The helper said:',
      ].join('\n'),
    ),
  );
});

test('subagents that work side by side are told apart by their names, block by block', () => {
  expect(transcriptOf('background')).toBe(`• Agent general-purpose: help
• Agent general-purpose 2: help
  └ [Agent general-purpose: help] at work in the background
  └ [Agent general-purpose 2: help] at work in the background
They are at work.
• general-purpose: help
  │ $ touch file-0
• general-purpose 2: help
  │ $ touch file-0
• general-purpose: help
  │   └ [$ touch file-0] (Bash completed with no output)
• general-purpose 2: help
  │   └ [$ touch file-0] (Bash completed with no output)
• general-purpose: help
  │ $ touch file-1
• general-purpose 2: help
  │ $ touch file-1
  │   └ (Bash completed with no output)
• general-purpose: help
  │   └ [$ touch file-1] (Bash completed with no output)
• general-purpose 2: help
  │ $ touch file-2
• general-purpose: help
  │ All done.
  └ done after 0.7 s, 2 tool uses
It ended: All done.
• general-purpose 2: help
  │   └ [$ touch file-2] (Bash completed with no output)
  │ All done.
  └ done after 1.1 s, 3 tool uses
It ended: All done.`);
});
