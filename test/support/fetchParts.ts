/**
 * Fetches what the tests need besides the packages, so that none of them waits for it: `npm exec node
 * test/support/fetchParts.ts`. What would be installed on the machine isn't: two installs get in each other's way.
 */
import { join } from 'node:path';
import { agentSdk } from './agentSdk.ts';
import { claudeCli, OLD_CLAUDE_VERSION } from './claudeCli.ts';
import { findMysql } from './mysqlServer.ts';
import { cacheRoot } from './storeProcess.ts';
import { installEditor } from './vscodeHost/installEditor.ts';

await Promise.all([
  claudeCli().then(() => claudeCli(OLD_CLAUDE_VERSION)),
  agentSdk(),
  installEditor(join(cacheRoot, 'vscode-host'), console.log),
  findMysql(join(cacheRoot, 'mysql'), console.log),
]);
