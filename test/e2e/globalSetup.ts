import type { TestProject } from 'vitest/node';
import { setup as setupStores } from '../support/globalSetup.ts';
import { packExtension } from '../support/vscodeHost/packExtension.ts';
import { type Host, prepareHost } from '../support/vscodeHost/prepareHost.ts';

declare module 'vitest' {
  interface ProvidedContext {
    host: Host;
    vsix: string;
  }
}

/** Stores, the editor, a browser and the packed extension, once for all tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [host, vsix] = await Promise.all([prepareHost(console.log), packExtension()]);
  project.provide('host', host);
  project.provide('vsix', vsix);
  return setupStores(project);
}
