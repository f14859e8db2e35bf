/** Tells the time, in Unix milliseconds, for every line that it hears. */
import { createInterface } from 'node:readline';

createInterface({ input: process.stdin }).on('line', () => {
  console.log(performance.timeOrigin + performance.now());
});
