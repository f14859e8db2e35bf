/** Where a folder stands in git, from VS Code's own git extension. */
import * as vscode from 'vscode';

/** A submit waits no longer for it. */
const READY_MS_MAX = 3000;

/** The part of the extension's API that is used here. */
interface GitApi {
  state: 'uninitialized' | 'initialized';
  onDidChangeState: vscode.Event<unknown>;
  getRepository(uri: vscode.Uri): {
    state: {
      HEAD?: { name?: string; commit?: string };
      remotes: { name: string; fetchUrl?: string }[];
    };
  } | null;
}

export interface GitContext {
  remote?: string;
  branch?: string;
  commit?: string;
}

/** Undefined where there is no repository, or no git extension. */
export async function gitContext(folder: vscode.Uri | undefined): Promise<GitContext | undefined> {
  const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
  if (!folder || !extension) return undefined;
  try {
    const git = (await extension.activate()).getAPI(1);
    if (git.state !== 'initialized') await nextState(git);
    const repository = git.getRepository(folder);
    if (!repository) return undefined;
    const { HEAD, remotes } = repository.state;
    const remote = remotes.find(({ name }) => name === 'origin') ?? remotes[0];
    return {
      ...(remote?.fetchUrl !== undefined && { remote: withoutPassword(remote.fetchUrl) }),
      ...(HEAD?.name !== undefined && { branch: HEAD.name }),
      ...(HEAD?.commit !== undefined && { commit: HEAD.commit }),
    };
  } catch {
    // Git may be switched off in the settings: the task runs without knowing.
    return undefined;
  }
}

/** In a window that has just opened, git still looks for repositories. */
function nextState(git: GitApi): Promise<void> {
  return new Promise((resolve) => {
    const subscription = git.onDidChangeState(() => done());
    const timer = setTimeout(() => done(), READY_MS_MAX);
    const done = () => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
  });
}

/** A remote may carry a token, which must not travel. */
function withoutPassword(remote: string): string {
  return remote.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1');
}
