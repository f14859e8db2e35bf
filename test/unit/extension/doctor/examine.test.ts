import { describe, expect, test } from 'vitest';
import { ProblemError, ServerAwayError } from '../../../../extension/api/apiError.ts';
import { examine, type Situation } from '../../../../extension/doctor/examine.ts';
import { problem } from '../../../support/fakeServer.ts';

type Client = NonNullable<Situation['client']>;

/** All is well, but for what is given. */
function situation(wrong: Partial<Client> = {}, others: Partial<Situation> = {}): Situation {
  const well = {
    readReadiness: async () => ({ ready: true, version: '1.2.3', roles: [], checks: {} }),
    listTasks: async () => ({ items: [], total: 0, total_exact: true, next_cursor: null }),
    listProjects: async () => [{ id: 'site', folders: ['/srv/site'] }],
    listWorkers: async () => [{ status: 'lost' }, { status: 'live' }],
    ...wrong,
  } as unknown as Client;
  const rest = {
    url: 'http://yard',
    remoteHost: undefined,
    ownVersion: '1.2.9',
    projectId: 'site',
    folder: '/srv/site/app',
    connection: { is: 'connected' },
  };
  return { client: well, ...(rest as Omit<Situation, 'client'>), ...others };
}

const fails = (error: Error) => async () => {
  throw error;
};
const wrongOf = async (given: Situation) => (await examine(given)).filter(({ ok }) => !ok);

test('when all is well, it says so of everything', async () => {
  const findings = await examine(situation());
  expect(findings).toHaveLength(5);
  expect(findings.every(({ ok }) => ok)).toBe(true);
  expect(findings[0]?.title).toContain('1.2.3');
});

describe('what is wrong is told with what to do', () => {
  test('nobody is signed in', async () => {
    expect(await wrongOf(situation({}, { client: undefined }))).toMatchObject([
      { command: 'switchyard.signIn' },
    ]);
  });

  test('no server answers: nothing more can be told', async () => {
    const away = fails(new ServerAwayError('http://yard', new Error('connect ECONNREFUSED')));
    const findings = await examine(situation({ readReadiness: away }));
    expect(findings).toMatchObject([{ ok: false, title: expect.stringContaining('ECONNREFUSED') }]);
  });

  test('no server answers on the loopback of another machine than the user’s: it says which', async () => {
    const url = 'http://127.0.0.1:7420';
    const away = fails(new ServerAwayError(url, new Error('connect ECONNREFUSED')));
    const here = situation({ readReadiness: away }, { url });
    const there = { ...here, remoteHost: 'build-4' };
    const advice = async (given: Situation) => (await wrongOf(given))[0]?.advice;
    expect(await advice(there)).toContain('build-4');
    expect(await advice(here)).not.toContain('build-4');
    expect(await advice({ ...there, url: 'http://yard' })).not.toContain('build-4');
  });

  test('the server is of another release: the rest is looked at all the same', async () => {
    const findings = await examine(situation({}, { ownVersion: '1.3.0' }));
    expect(findings).toHaveLength(5);
    expect(findings.filter(({ ok }) => !ok)).toMatchObject([
      { title: 'Server http://yard is of version 1.2.3, this extension of 1.3.0' },
    ]);
  });

  test('the token is refused', async () => {
    const refused = fails(new ProblemError(problem(401, 'token.unknown', 'The token is unknown.')));
    const [finding, ...others] = await wrongOf(situation({ listTasks: refused }));
    expect(finding).toMatchObject({
      command: 'switchyard.signIn',
      title: expect.stringContaining('unknown'),
    });
    expect(others).toEqual([]);
  });

  test('there is no such project, or not in this folder, and no worker', async () => {
    const none = { listWorkers: async () => [{ status: 'lost' }] } as unknown as Partial<Client>;
    const [project, worker] = await wrongOf(situation(none, { projectId: 'sites' }));
    expect(project).toMatchObject({ advice: expect.stringContaining('site'), command: 'openProjectSetting' });
    expect(worker?.title).toMatch(/worker/);
    const [folder] = await wrongOf(situation({}, { folder: '/srv/site-two' }));
    expect(folder?.advice).toContain('/srv/site');
  });

  test('a worker whose Claude CLI can’t be used: its tasks of other kinds run', async () => {
    const listWorkers = async () => [
      { status: 'live', host: 'yard-1', claude_version: '2.1.330', claude_problem: null },
      { status: 'live', host: 'yard-2', claude_version: '2.0.1', claude_problem: 'it is too old.' },
      { status: 'lost', host: 'yard-3', claude_version: null, claude_problem: 'it is not there.' },
    ];
    const findings = await examine(situation({ listWorkers } as unknown as Partial<Client>));
    expect(findings.at(-1)).toEqual({
      ok: true,
      warns: true,
      title: 'Workers that run tasks: 2; Claude CLI 2.0.1, 2.1.330',
      advice: 'yard-2 can’t run Claude tasks: it is too old.',
    });
  });

  test('one that can’t be looked at keeps none of the others from being told', async () => {
    const failing = fails(new ProblemError(problem(500, 'server.internal', 'It broke.')));
    const findings = await examine(situation({ listProjects: failing, listWorkers: failing }));
    expect(findings.map(({ ok }) => ok)).toEqual([true, true, true, false, false]);
    expect(findings.slice(3).map(({ title }) => title)).toEqual([
      'The projects couldn’t be read: It broke.',
      'The workers couldn’t be read: It broke.',
    ]);
  });

  test('events don’t come', async () => {
    const connection = { is: 'strange', reason: 'it answers 200' } as const;
    const [finding] = await wrongOf(situation({}, { connection }));
    expect(finding?.title).toContain('it answers 200');
  });
});
