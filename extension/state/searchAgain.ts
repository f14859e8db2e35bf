/** What a search found belongs to one server and one account: with another, it is forgotten and searched for anew. */

import type { ServerSession } from './serverSession.ts';
import { isEmptyFilter } from './taskFilter.ts';
import type { TaskSearch } from './taskSearch.ts';

/** @returns a function that ends it. */
export function searchAgain(
  session: Pick<ServerSession, 'client' | 'onConnection'>,
  search: Pick<TaskSearch, 'filter' | 'reset' | 'more'>,
  onProblem: (doing: string, error: unknown) => void,
): () => void {
  let client = session.client;
  let wanted = false;
  return session.onConnection(async ({ is }) => {
    if (session.client !== client) {
      client = session.client;
      search.reset();
      wanted = true;
    }
    if (!wanted || is !== 'connected') return;
    wanted = false;
    try {
      if (!isEmptyFilter(search.filter)) await search.more();
    } catch (error) {
      onProblem('Searching tasks', error);
    }
  });
}
