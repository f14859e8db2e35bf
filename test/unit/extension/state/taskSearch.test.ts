import { expect, test } from 'vitest';
import type { RestClient } from '../../../../extension/api/restClient.ts';
import type { ConnectionState } from '../../../../extension/state/connectionState.ts';
import { searchAgain } from '../../../../extension/state/searchAgain.ts';
import { TaskSearch } from '../../../../extension/state/taskSearch.ts';
import { TaskStore } from '../../../../extension/state/taskStore.ts';
import { taskSummary } from '../../../support/taskSummary.ts';

const task = (number: number, name: string) => taskSummary({ id: `task-${number}`, name });

/** Answers the pages in turn, and notes what it was asked. */
function serverOf(pages: ReturnType<typeof task>[][]) {
  const asked: string[] = [];
  const total = pages.flat().length;
  const client = {
    async listTasks(query: string) {
      const page = asked.push(query) - 1;
      const next_cursor = page + 1 < pages.length ? `after ${page}` : null;
      return { items: pages[page] ?? [], total, total_exact: true, next_cursor };
    },
  } as unknown as RestClient;
  return { asked, client };
}

test('what is known is shown at once, what the server has besides page by page', async () => {
  const store = new TaskStore();
  store.apply({ type: 'read', task: task(1, 'deploy here') });
  store.apply({ type: 'read', task: task(2, 'test') });
  const { asked, client } = serverOf([[task(3, 'deploy there')], [task(4, 'deploy far')]]);
  const search = new TaskSearch(store, () => client);
  const shown = () => search.tasks().map(({ name }) => name);

  const searching = search.setFilter({ text: 'deploy' });
  expect(shown()).toEqual(['deploy here']);
  await searching;
  expect(shown()).toEqual(['deploy here', 'deploy there']);
  expect(search.left).toBe(1);
  await search.more();
  expect(shown()).toEqual(['deploy here', 'deploy there', 'deploy far']);
  expect(search.left).toBe(0);
  await search.more();
  expect(asked.map((query) => new URLSearchParams(query).get('cursor'))).toEqual([null, 'after 0']);
});

test('a task that is known better is shown as it is now', async () => {
  const store = new TaskStore();
  const { client } = serverOf([[task(1, 'deploy')]]);
  const search = new TaskSearch(store, () => client);
  await search.setFilter({ text: 'deploy' });
  store.apply({ type: 'read', task: { ...task(1, 'deploy'), status: 'running', version: 2 } });
  expect(search.tasks().map(({ status }) => status)).toEqual(['running']);
});

test('an answer to a search that was given up is passed over', async () => {
  const { client } = serverOf([[task(1, 'deploy')], [task(2, 'test')]]);
  const search = new TaskSearch(new TaskStore(), () => client);
  const first = search.setFilter({ text: 'deploy' });
  await search.setFilter({ text: 'test' });
  await first;
  expect(search.tasks().map(({ name }) => name)).toEqual(['test']);
});

/** A session that is told what happens to it. */
function fakeSession(client: RestClient) {
  const listeners = new Set<(state: ConnectionState) => void>();
  const session = {
    client: client as RestClient | undefined,
    onConnection: (listener: (state: ConnectionState) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const becomes = async (next: RestClient | undefined, is: 'signed_out' | 'connecting' | 'connected') => {
    session.client = next;
    for (const listener of listeners) listener({ is });
  };
  return { session, becomes };
}

test('what was found goes with its server, and the next one is searched once it answers', async () => {
  const own = serverOf([[task(1, 'deploy here')], [task(2, 'deploy here, too')]]);
  const other = serverOf([[task(3, 'deploy there')]]);
  const { session, becomes } = fakeSession(own.client);
  const search = new TaskSearch(new TaskStore(), () => session.client);
  const problems: unknown[] = [];
  searchAgain(session, search, (_doing, error) => problems.push(error));
  const shown = () => search.tasks().map(({ name }) => name);
  await search.setFilter({ text: 'deploy' });
  await becomes(own.client, 'connected');
  expect(shown()).toEqual(['deploy here']);

  await becomes(undefined, 'signed_out');
  expect(shown()).toEqual([]);
  await becomes(other.client, 'connecting');
  expect(other.asked).toEqual([]);
  await becomes(other.client, 'connected');
  await becomes(other.client, 'connected');
  expect(shown()).toEqual(['deploy there']);
  expect([other.asked.length, problems]).toEqual([1, []]);
});

test('older finished tasks go with their server, too', async () => {
  const { client } = serverOf([[task(1, 'old')], [task(2, 'older')]]);
  const { session, becomes } = fakeSession(client);
  const search = new TaskSearch(new TaskStore(), () => session.client);
  searchAgain(session, search, () => {});
  await search.more();
  expect(search.tasks()).toHaveLength(1);
  const other = serverOf([]);
  await becomes(other.client, 'connected');
  expect([search.tasks(), other.asked]).toEqual([[], []]);
});

test('one’s own tasks are shown when they come, once a task has told who one is', async () => {
  const of = (number: number, user_id: string) => ({ ...task(number, `of ${user_id}`), user_id });
  const store = new TaskStore();
  const { client } = serverOf([[of(1, 'ada')]]);
  const search = new TaskSearch(store, () => client);
  const shown = () => search.tasks().map(({ id }) => id);
  await search.setFilter({ userId: 'me' });
  store.apply({ type: 'read', task: of(2, 'ada') });
  store.apply({ type: 'read', task: of(3, 'grace') });
  expect(shown().sort()).toEqual(['task-1', 'task-2']);
  search.reset();
  expect(shown()).toEqual([]);
  search.learnMe(of(4, 'grace'));
  expect(shown()).toEqual(['task-3']);
});
