/** Everything that a test in a real VS Code needs on the machine; made the first time it is asked for. */
import { fileURLToPath } from 'node:url';
import { findBrowser } from './findBrowser.ts';
import { installEditor } from './installEditor.ts';

export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

export interface Host {
  /** The script that starts the editor's server, for this Node. */
  editor: string;
  /** A Chromium. */
  browser: string;
}

/** @throws Error in plain words when something can't be had. */
export async function prepareHost(report: (line: string) => void): Promise<Host> {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    throw new Error(
      `The editor's tests need Node 24, and this is ${process.version}. Run them with: npm run test:e2e`,
    );
  }
  const [editor, browser] = await Promise.all([
    installEditor(`${REPOSITORY}.cache/vscode-host`, report),
    findBrowser(report),
  ]);
  return { editor, browser };
}
