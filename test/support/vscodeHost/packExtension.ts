import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY } from './prepareHost.ts';

/** Builds and packs the extension as it is shipped. @returns the VSIX. */
export async function packExtension(): Promise<string> {
  await promisify(execFile)('npm', ['run', '--silent', 'package'], { cwd: REPOSITORY });
  return join(REPOSITORY, 'dist/switchyard.vsix');
}
