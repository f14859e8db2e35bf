/** Fetches what the tests need besides the packages, so that none of them waits for it: `npm exec node test/support/fetchParts.ts`. */
import { join } from 'node:path';
import { claudeCli } from './claudeCli.ts';
import { findMysql } from './mysqlServer.ts';
import { cacheRoot } from './storeProcess.ts';
import { prepareHost } from './vscodeHost/prepareHost.ts';

await Promise.all([claudeCli(), prepareHost(console.log), findMysql(join(cacheRoot, 'mysql'), console.log)]);
