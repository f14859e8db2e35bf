/**
 * Stands between a worker and the real Claude CLI, and notes when a question leaves the CLI and when an answer is at
 * its stdin: `asked 1790000000000.123` and `answered …`, in Unix milliseconds, a line each.
 * Arguments: the CLI's program, the file for the notes, and then the CLI's own.
 */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

const [program = '', notes = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
const now = () => performance.timeOrigin + performance.now();

function pass(from: Readable, to: Writable, isWanted: (line: string) => boolean, what: string): void {
  const lines = createInterface({ input: from });
  lines.on('line', (line) => {
    const at = now();
    to.write(`${line}\n`);
    if (isWanted(line)) appendFileSync(notes, `${what} ${at}\n`);
  });
  lines.on('close', () => to !== process.stdout && to.end());
}

pass(child.stdout, process.stdout, (line) => line.includes('"subtype":"can_use_tool"'), 'asked');
pass(process.stdin, child.stdin, (line) => line.includes('"behavior"'), 'answered');
child.stdin.on('error', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal ?? 'SIGTERM'];
  process.stdin.destroy();
});
