/** A process that does the least that a part of Switchyard could do: what the figures are compared with. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface FloorProcess {
  child: ChildProcess;
  /** The next line that it prints. @throws if it ends without one. */
  line(): Promise<string>;
  stop(): Promise<void>;
}

export function startFloor(script: string, args: readonly string[]): FloorProcess {
  const path = fileURLToPath(new URL(`./${script}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended before it said anything`);
      return value;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
