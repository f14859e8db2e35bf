/** Runs the suite of this folder with Mocha inside VS Code's extension host: `npm run test:vscode`. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { packExtension } from '../support/vscodeHost/packExtension.ts';
import { REPOSITORY } from '../support/vscodeHost/prepareHost.ts';

/** Below the repository, so that the bundle finds mocha in its node_modules. */
const out = join(REPOSITORY, '.cache/vscode-tests');
const folder = await mkdtemp(join(tmpdir(), 'switchyard-suite-'));
const result = join(folder, 'result.json');

try {
  await build({
    entryPoints: [fileURLToPath(new URL('./suite.ts', import.meta.url))],
    outfile: join(out, 'suite.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  // What is tested is the packed extension, installed; VS Code wants one in development beside it.
  const development = join(out, 'nothing');
  await mkdir(development, { recursive: true });
  const manifest = { name: 'nothing', publisher: 'test', version: '0.0.1', engines: { vscode: '*' } };
  await writeFile(join(development, 'package.json'), JSON.stringify(manifest));
  await runTests({
    vscodeExecutablePath: fileURLToPath(new URL('../support/vscodeHost/editorShim.ts', import.meta.url)),
    extensionDevelopmentPath: development,
    extensionTestsPath: join(out, 'suite.cjs'),
    extensionTestsEnv: { SWITCHYARD_TEST_VSIX: await packExtension(), SWITCHYARD_TEST_RESULT: result },
  });
  // An exit code of 0 alone could also mean that the suite was never loaded.
  const { passes, failures } = JSON.parse(await readFile(result, 'utf8'));
  console.log(`${passes} passed, ${failures} failed`);
  if (passes === 0 || failures > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
