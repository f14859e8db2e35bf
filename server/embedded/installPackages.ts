import { runCommand } from '../processes/runCommand.ts';
import { aptEnv, networkOptions } from './privateApt.ts';

/** Undefined when apt-get may install here; else why not. */
export async function whyNotInstallable(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'not running as root';
  return runCommand('apt-get', ['--version']).then(
    () => undefined,
    () => 'there is no apt-get',
  );
}

/**
 * Installs packages on the machine with apt-get, waiting a while for another apt to finish.
 * @throws Error with apt's words.
 */
export async function installPackages(packages: readonly string[]): Promise<void> {
  const options = [...networkOptions, '-o', 'DPkg::Lock::Timeout=60'];
  const install = [...options, 'install', '--yes', '--no-install-recommends', ...packages];
  // No abort signal: an apt that is stopped between unpacking and configuring needs a person to mend it.
  await runCommand('apt-get', install, { env: aptEnv }).catch(async () => {
    // A fresh machine has no lists, an old one outdated ones; a broken extra source is no reason to stop.
    await runCommand('apt-get', [...options, 'update'], { env: aptEnv }).catch(() => {});
    await runCommand('apt-get', install, { env: aptEnv });
  });
}
