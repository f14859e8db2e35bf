import { expect, test } from 'vitest';
import { bufferPoolMiB } from '../../../../server/embedded/startMariadb.ts';

test.each([
  ['a very small machine', 0.25, 64],
  ['a small one', 4, 512],
  ['a large one', 64, 1024],
])('the private MariaDB of %s keeps so much in memory', (_, gibibytes, mebibytes) => {
  expect(bufferPoolMiB(gibibytes * 1024 ** 3)).toBe(mebibytes);
});
