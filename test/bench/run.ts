/** `npm run bench`: all benchmarks one after the other, or those that are named: `npm run bench -- submits lines`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const benchmarks = ['submits', 'noops', 'starts', 'waiting', 'lines', 'sockets', 'questions', 'recovery'];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !benchmarks.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${benchmarks.join(', ')}.`);
  process.exit(1);
}
for (const name of benchmarks.filter((each) => named.length === 0 || named.includes(each))) {
  const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
