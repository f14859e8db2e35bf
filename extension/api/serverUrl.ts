/** Where a server is, as a person writes it. */

import { t } from '#shared/l10n.ts';
import { baseUrl, DEFAULT_URL } from '#shared/serverUrl.ts';

/** The URL without a slash or the prefix of the API at its end; undefined, with the reason from {@link urlProblem}, when it isn't one. */
export function normalUrl(text: string): string | undefined {
  return urlProblem(text) === undefined ? baseUrl(new URL(text.trim())) : undefined;
}

/** Why a text is not the URL of a server, or undefined when it may be one. */
export function urlProblem(text: string): string | undefined {
  // Not URL.parse: VS Code 1.100 brings a Node that lacks it.
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return t('This is not the address of a server. It looks like this: {0}', DEFAULT_URL);
  }
  if (url.username !== '' || url.password !== '') {
    return t('Leave user and password out of the address: who you are is told by the token.');
  }
  return undefined;
}

/** Why a text can't be a token, or undefined when it may be one. */
export function tokenProblem(text: string): string | undefined {
  const token = text.trim();
  if (token === '')
    return t('A token is needed. “npm start” prints one at the first start: admin token: swy_…');
  // A header can't carry anything else, and what refuses it later would repeat the token in its message.
  if (!/^[\x21-\x7e]+$/.test(token)) return t('No token has such characters. Copy it again, without quotes.');
  return undefined;
}
