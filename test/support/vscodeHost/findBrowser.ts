/** The browser that shows the editor: the machine's Chromium, or Debian's, installed where that is permitted. */
import { findExecutable } from '../../../server/embedded/findExecutable.ts';
import { installPackages, whyNotInstallable } from '../../../server/embedded/installPackages.ts';

const programs = ['chromium', 'chromium-browser', 'google-chrome'];
/** A system without fonts shows boxes for letters. */
const packages = ['chromium', 'fonts-dejavu-core'];

/** @throws Error that says what to install, where it may not be installed from here. */
export async function findBrowser(report: (line: string) => void): Promise<string> {
  const there = await onPath();
  if (there !== undefined) return there;
  const why = await whyNotInstallable();
  if (why === undefined) {
    report(`installing ${packages.join(' and ')} with apt-get (once)`);
    await installPackages(packages);
    const installed = await onPath();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    `The editor's tests need Chromium, and it can't be installed from here: ${why ?? 'apt-get brought none'}.\n` +
      `Install it with: sudo apt-get install ${packages.join(' ')}`,
  );
}

async function onPath(): Promise<string | undefined> {
  for (const program of programs) {
    const file = await findExecutable(program);
    if (file !== undefined) return file;
  }
  return undefined;
}
