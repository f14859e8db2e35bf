/** What VS Code loads in its extension host; it calls `run`. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { activationTests } from './activation.ts';
import { commandTests } from './commands.ts';
import { taskFileTests } from './taskFiles.ts';

export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', color: false, timeout: 20_000, reporter: 'spec' });
  mocha.suite.emit('pre-require', globalThis as never, '', mocha);
  activationTests();
  commandTests();
  taskFileTests();
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const file = process.env.SWITCHYARD_TEST_RESULT;
      if (file) writeFileSync(file, JSON.stringify(runner.stats));
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
  });
}
