import * as vscode from 'vscode';
import { t } from '#shared/l10n.ts';
import { isTokenRefused } from '../api/apiError.ts';
import { RestClient } from '../api/restClient.ts';
import { normalUrl, tokenProblem, urlProblem } from '../api/serverUrl.ts';
import { remoteHost } from '../remoteHost.ts';
import type { Services } from '../services.ts';
import { serverUrl, setServerUrl } from '../settings.ts';

/** Asks for a server and a token, and takes them only when the server does. */
export async function signIn({ tokens, session, servers }: Services): Promise<void> {
  const host = remoteHost();
  const answer = await vscode.window.showInputBox({
    title: t('Switchyard: Sign In (1 of 2)'),
    prompt:
      host === undefined
        ? t('The address of the Switchyard server')
        : t(
            'The address of the Switchyard server, as {0} reaches it: this window runs its extensions there',
            host,
          ),
    value: serverUrl(),
    ignoreFocusOut: true,
    validateInput: urlProblem,
  });
  const url = answer === undefined ? undefined : normalUrl(answer);
  if (url === undefined) return;
  const token = await askToken(url);
  if (token === undefined) return;
  await servers.remember(url);
  await tokens.set(url, token);
  await setServerUrl(url);
  session.use({ url, token });
  vscode.window.setStatusBarMessage(t('Signed in to {0}.', url), 5000);
}

/** Asks again as long as the server refuses the token. @throws when there is no server to ask. */
async function askToken(url: string): Promise<string | undefined> {
  for (let problem = ''; ; ) {
    const answer = await vscode.window.showInputBox({
      title: t('Switchyard: Sign In (2 of 2)'),
      prompt:
        problem || t('A token for {0}. “npm start” prints one at the first start: admin token: swy_…', url),
      placeHolder: 'swy_…',
      password: true,
      ignoreFocusOut: true,
      validateInput: (text) => (text === '' ? undefined : tokenProblem(text)),
    });
    if (answer === undefined) return undefined;
    const token = answer.trim();
    problem = tokenProblem(token) ?? (await refusal(url, token)) ?? '';
    if (problem === '') return token;
  }
}

/** Why the server refuses the token; undefined when it takes it. */
async function refusal(url: string, token: string): Promise<string | undefined> {
  try {
    await new RestClient({ url, token }).listTasks('limit=1');
    return undefined;
  } catch (error) {
    if (isTokenRefused(error))
      return t('The server refuses this token: {0} Try another.', (error as Error).message);
    throw error;
  }
}
