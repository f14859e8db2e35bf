import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import type { Services } from '../services.ts';
import { serverUrl, setServerUrl } from '../settings.ts';

/** Uses another of the servers that the person has signed in to, or a new one. */
export async function switchServer({ servers, tokens }: Services): Promise<void> {
  const now = serverUrl();
  const known = await Promise.all(
    servers.all().map(async (url) => ({
      label: url,
      description: url === now ? t('in use') : (await tokens.get(url)) ? '' : t('signed out'),
      url,
    })),
  );
  const other = { label: `$(add) ${t('Sign in to another server…')}`, description: '', url: '' };
  const picked = await vscode.window.showQuickPick([...known, other], {
    placeHolder: t('Use which server?'),
  });
  if (!picked) return;
  if (picked !== other) await setServerUrl(picked.url);
  if (picked === other || (await tokens.get(picked.url)) === undefined)
    await vscode.commands.executeCommand('switchyard.signIn');
}
