/** Where a server is. */
import { API_PREFIX } from './api.ts';

export const DEFAULT_URL = 'http://127.0.0.1:7420';

/** Without a slash or the prefix of the API at its end. */
export function baseUrl({ origin, pathname }: { origin: string; pathname: string }): string {
  const base = `${origin}${pathname}`.replace(/\/+$/, '');
  return base.endsWith(API_PREFIX) ? base.slice(0, -API_PREFIX.length).replace(/\/+$/, '') : base;
}
