/** Where the server is and who asks, from the environment. */
import { isLoopback } from '#shared/loopback.ts';
import { baseUrl, DEFAULT_URL } from '#shared/serverUrl.ts';
import { UsageError } from './cliErrors.ts';

export interface Connection {
  /** Without a slash or the prefix of the API at its end. */
  url: string;
  token: string | undefined;
}

/** Reads SWITCHYARD_URL and SWITCHYARD_TOKEN. @throws {UsageError} that repeats neither a token nor a password. */
export function readConnection(env: NodeJS.ProcessEnv): Connection {
  return { url: readUrl(env.SWITCHYARD_URL), token: readToken(env.SWITCHYARD_TOKEN) };
}

function readUrl(value: string | undefined): string {
  const text = value?.trim() || DEFAULT_URL;
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`SWITCHYARD_URL is not a URL of a server. It looks like this: ${DEFAULT_URL}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      'SWITCHYARD_URL holds a user or a password. Who you are goes into SWITCHYARD_TOKEN.',
    );
  }
  return baseUrl(url);
}

function readToken(value: string | undefined): string | undefined {
  const token = value?.trim();
  if (!token) return undefined;
  // A header can't carry anything else, and what refuses it later would repeat the token in its message.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError(
      'SWITCHYARD_TOKEN holds characters that no token has. Copy it again, without quotes.',
    );
  }
  return token;
}

/** Whether the server of that URL is on this machine, so that its files can be looked at. */
export function isLocal(url: string): boolean {
  return isLoopback(new URL(url).hostname);
}
