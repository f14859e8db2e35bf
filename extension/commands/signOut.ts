import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { type Services, signedIn } from '../services.ts';

/** Forgets the token of the server in use. */
export async function signOut(services: Services): Promise<void> {
  const { url } = signedIn(services).access;
  await services.tokens.forget(url);
  services.session.use(undefined);
  vscode.window.setStatusBarMessage(t('Signed out of {0}.', url), 5000);
}
