/** Puts the servers that one is signed in to among VS Code's accounts. A token is given to others only with consent. */
import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { signIn } from '../commands/signIn.ts';
import type { Services } from '../services.ts';
import { serverUrl } from '../settings.ts';

const PROVIDER_ID = 'switchyard';

export function registerAuthentication(services: Services): vscode.Disposable {
  const { tokens, servers } = services;
  const changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  const sessionOf = async (url: string): Promise<vscode.AuthenticationSession[]> => {
    const accessToken = await tokens.get(url);
    if (accessToken === undefined) return [];
    return [{ id: url, accessToken, account: { id: url, label: new URL(url).host }, scopes: [] }];
  };
  const sessions = async () => (await Promise.all(servers.all().map(sessionOf))).flat();
  const provider: vscode.AuthenticationProvider = {
    onDidChangeSessions: changed.event,
    getSessions: sessions,
    async createSession() {
      await signIn(services);
      const [session] = await sessionOf(serverUrl());
      if (!session) throw new Error(t('Nobody has signed in.'));
      return session;
    },
    async removeSession(url) {
      await tokens.forget(url);
      await servers.forget(url);
      if (url === serverUrl()) services.session.use(undefined);
    },
  };
  let known: readonly vscode.AuthenticationSession[] = [];
  const tell = async () => {
    const before = known;
    known = await sessions();
    const added = known.filter(({ id }) => !before.some((each) => each.id === id));
    const removed = before.filter(({ id }) => !known.some((each) => each.id === id));
    if (added.length + removed.length > 0) changed.fire({ added, removed, changed: [] });
  };
  const tellOrLog = () => {
    tell().catch((error) => services.log.error('Reading the accounts failed:', error));
  };
  return vscode.Disposable.from(
    changed,
    vscode.authentication.registerAuthenticationProvider(PROVIDER_ID, 'Switchyard', provider, {
      supportsMultipleAccounts: true,
    }),
    tokens.onAnyChange(tellOrLog),
  );
}
