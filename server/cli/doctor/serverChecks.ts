/** What a server says about itself. */

import type { WorkerWire } from '#shared/worker.ts';
import { VERSION } from '../../version.ts';
import { ApiClient } from '../apiClient.ts';
import { CliError, ProblemError, tokenAdvice, tokenProblem } from '../cliErrors.ts';
import type { Connection } from '../connection.ts';
import { type Check, found } from './check.ts';

/** Reachable, ready, the token, the workers: each as far as those before it let it be told. */
export async function serverChecks(connection: Connection, local: boolean): Promise<Check[]> {
  const client = new ApiClient(connection);
  const reached = await checkReachable(client, local);
  if (reached.status === 'wrong') {
    const skipped = ['Readiness', 'Token', 'Worker'].map((name) =>
      found.skipped(name, 'the server has to answer first'),
    );
    return [reached, ...skipped];
  }
  const token = await checkToken(client);
  const workers =
    token.status === 'ok'
      ? await checkWorkers(client)
      : [found.skipped('Worker', 'the token has to be right first')];
  return [reached, ...(await checkReadiness(client)), token, ...workers];
}

async function checkReachable(client: ApiClient, local: boolean): Promise<Check> {
  const name = 'Server';
  try {
    const { version } = await client.readHealth();
    const where = `answers at ${client.url}, version ${version}`;
    if (version === VERSION) return found.ok(name, where);
    return found.note(name, `${where}; this program is ${VERSION}`, 'Use the same version on both sides.');
  } catch (error) {
    const [what = '', ...advice] = messageOf(error).split('\n');
    const start = local ? advice : ['Start it there, or correct SWITCHYARD_URL.'];
    return found.wrong(name, lowerFirst(what), start.join('\n'));
  }
}

async function checkReadiness(client: ApiClient): Promise<Check[]> {
  try {
    const { checks } = await client.readReadiness();
    return Object.entries(checks).map(([each, { ok, detail }]) => {
      const name = `Ready: ${each}`;
      if (ok) return found.ok(name, detail);
      return found.wrong(name, detail, 'The server mends this by itself if it can; its console says more.');
    });
  } catch (error) {
    return [found.wrong('Readiness', messageOf(error), 'Look at the console of the server.')];
  }
}

async function checkToken(client: ApiClient): Promise<Check> {
  const name = 'Token';
  try {
    await client.listTasks(new URLSearchParams({ limit: '1' }));
    return found.ok(name, 'SWITCHYARD_TOKEN is accepted');
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 401) {
      return found.wrong(name, lowerFirst(tokenProblem(error.problem.code)), tokenAdvice);
    }
    return found.wrong(name, messageOf(error), 'Look at the console of the server.');
  }
}

async function checkWorkers(client: ApiClient): Promise<Check[]> {
  const name = 'Worker';
  const advice =
    'Tasks wait until one is there. "npm start" starts one; look at its console for why it ended.';
  try {
    const { items } = (await client.listWorkers()).read();
    const live = items.filter(({ status }) => status === 'live');
    if (live.length === 0) return [found.wrong(name, 'none is connected', advice)];
    const slots = live.reduce((sum, worker) => sum + worker.slots, 0);
    const busy = live.reduce((sum, worker) => sum + worker.active, 0);
    const hosts = [...new Set(live.map(({ host }) => host))].join(', ');
    const detail = `${live.length} connected (${hosts}), ${busy} of ${slots} slots busy`;
    return [found.ok(name, detail), ...claudeOfWorkers(live)];
  } catch (error) {
    return [found.wrong(name, messageOf(error), advice)];
  }
}

/** Nothing where no worker says anything of it. */
export function claudeOfWorkers(
  live: readonly Pick<WorkerWire, 'host' | 'claude_version' | 'claude_problem'>[],
): Check[] {
  const name = 'Claude tasks';
  const versions = [...new Set(live.flatMap(({ claude_version }) => claude_version ?? []))].sort();
  const detail =
    versions.length === 0
      ? 'no worker has found a Claude CLI'
      : `the workers have Claude CLI ${versions.join(', ')}`;
  const problems = live.flatMap(({ host, claude_problem }) =>
    claude_problem ? [`${host}: ${claude_problem}`] : [],
  );
  if (problems.length > 0) return [found.note(name, detail, [...new Set(problems)].join('\n'))];
  return versions.length === 0 ? [] : [found.ok(name, detail)];
}

function messageOf(error: unknown): string {
  if (error instanceof CliError) return error.message;
  throw error;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
