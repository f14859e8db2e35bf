/** Looks at everything that has to be right before a task runs, in its order. No `vscode` here. */

import { t } from '#shared/l10n.ts';
import { isLoopback } from '#shared/loopback.ts';
import type { Project } from '#shared/project.ts';
import { inEditorsLanguage } from '#shared/serverWords.ts';
import type { WorkerWire } from '#shared/worker.ts';
import { isTokenRefused, messageOf, reasonOf } from '../api/apiError.ts';
import type { RestClient } from '../api/restClient.ts';
import type { ConnectionState } from '../state/connectionState.ts';
import { sameRelease } from '../state/sameRelease.ts';

export interface Finding {
  ok: boolean;
  /** What was looked at, and how it is. */
  title: string;
  /** Nothing is wrong, but for some tasks something may be. */
  warns?: true;
  /** What to do, where something is wrong. */
  advice?: string;
  /** The command that does it. */
  command?: 'switchyard.signIn' | 'switchyard.reconnect' | 'switchyard.showLog' | 'openProjectSetting';
}

export interface Situation {
  url: string;
  /** The machine that the extension runs on, where it isn't the user's own. */
  remoteHost: string | undefined;
  /** Of the extension. */
  ownVersion: string;
  client: Pick<RestClient, 'readReadiness' | 'listTasks' | 'listProjects' | 'listWorkers'> | undefined;
  projectId: string;
  /** The folder that tasks would run in; undefined when none is open. */
  folder: string | undefined;
  connection: ConnectionState;
}

/** What is wrong ends the examination where nothing after it could be told. */
export async function examine(situation: Situation): Promise<Finding[]> {
  const findings: Finding[] = [];
  const looks = [server, token, events, project, workers];
  for (const look of looks) {
    const { ends, ...finding } = await look(situation);
    findings.push(finding);
    if (ends && !finding.ok) break;
  }
  return findings;
}

type Look = (situation: Situation) => Promise<Finding & { ends?: boolean }>;

const server: Look = async ({ url, remoteHost, client, ownVersion }) => {
  if (!client) return signedOut();
  try {
    const { ready, version, checks } = await client.readReadiness();
    if (ready && sameRelease(version, ownVersion))
      return fine(t('Server {0} answers, version {1}', url, version));
    if (ready) {
      return wrongHere(
        t('Server {0} is of version {1}, this extension of {2}', url, version, ownVersion),
        t('Use the same version on both sides: what only one of them knows isn’t shown.'),
      );
    }
    const wrong = Object.entries(checks).find(([, { ok }]) => !ok);
    const detail = wrong ? `${wrong[0]}: ${wrong[1].detail}` : '';
    return wrongHere(
      t('The server isn’t ready: {0}', detail),
      t('Look at the server’s log; it goes on by itself.'),
    );
  } catch (error) {
    const advice =
      remoteHost !== undefined && isLoopback(new URL(url).hostname)
        ? t(
            'Start it on {0}, which this address means here, or sign in to another one that {0} reaches.',
            remoteHost,
          )
        : t('Start it with “npm start”, or sign in to the address where it is.');
    const title = t('No server at {0}: {1}', url, reasonOf(error));
    return { ...wrongHere(title, advice, 'switchyard.signIn'), ends: true };
  }
};

const token: Look = async ({ client }) => {
  if (!client) return signedOut();
  try {
    await client.listTasks('limit=1');
    return fine(t('The token is accepted'));
  } catch (error) {
    const advice = isTokenRefused(error)
      ? t('Ask for another token, and sign in with it.')
      : t('Look at the log of the extension.');
    const command = isTokenRefused(error) ? 'switchyard.signIn' : 'switchyard.showLog';
    return { ...wrongHere(t('The token isn’t accepted: {0}', reasonOf(error)), advice, command), ends: true };
  }
};

const events: Look = async ({ connection }) => {
  if (connection.is === 'connected') return fine(t('Events come as they happen'));
  const reason = 'reason' in connection ? connection.reason : connection.is;
  const advice = t('A proxy in between has to let WebSockets through.');
  return wrongHere(t('No events: {0}', reason), advice, 'switchyard.reconnect');
};

const project: Look = async ({ client, projectId, folder }) => {
  if (!client) return signedOut();
  let projects: Project[];
  try {
    projects = await client.listProjects();
  } catch (error) {
    return unreadable(t('The projects couldn’t be read: {0}', messageOf(error)));
  }
  const ours = projects.find(({ id }) => id === projectId);
  if (!ours) {
    const there = projects.map(({ id }) => id).join(', ');
    const advice = t('Choose one of those that there are: {0}', there);
    return wrongHere(t('There is no project “{0}”', projectId), advice, 'openProjectSetting');
  }
  const holds = (root: string) =>
    folder === undefined || `${folder}/`.startsWith(root.endsWith('/') ? root : `${root}/`);
  if (ours.folders.some(holds)) return fine(t('Project “{0}” takes tasks in this folder', projectId));
  const advice = t(
    'Its folders are: {0}. An administrator can add this one.',
    ours.folders.join(', ') || t('none'),
  );
  return wrongHere(
    t('Project “{0}” takes no tasks in {1}', projectId, folder ?? ''),
    advice,
    'openProjectSetting',
  );
};

const workers: Look = async ({ client }) => {
  if (!client) return signedOut();
  try {
    const live = (await client.listWorkers()).filter(({ status }) => status === 'live');
    if (live.length > 0) return claudeOf(live);
    return wrongHere(t('No worker is connected'), t('Tasks wait until one is: “npm start” starts one.'));
  } catch (error) {
    return unreadable(t('The workers couldn’t be read: {0}', messageOf(error)));
  }
};

/** A team that only runs commands needs no Claude CLI: what is wrong with it is told, but isn't called wrong. */
function claudeOf(live: readonly WorkerWire[]): Finding {
  const versions = [...new Set(live.flatMap(({ claude_version }) => claude_version ?? []))].sort();
  const workers = t('Workers that run tasks: {0}', live.length);
  const title = versions.length > 0 ? `${workers}; ${t('Claude CLI {0}', versions.join(', '))}` : workers;
  const problems = live.flatMap(({ host, claude_problem }) =>
    claude_problem ? [t('{0} can’t run Claude tasks: {1}', host, inEditorsLanguage(claude_problem))] : [],
  );
  if (problems.length === 0) return fine(title);
  return { ...fine(title), warns: true, advice: [...new Set(problems)].join(' ') };
}

function unreadable(title: string): Finding {
  return wrongHere(title, t('Look at the log of the extension.'), 'switchyard.showLog');
}

function signedOut(): Finding & { ends: boolean } {
  const advice = t('Sign in with the address of a server and a token.');
  return { ...wrongHere(t('You are signed out'), advice, 'switchyard.signIn'), ends: true };
}

function fine(title: string): Finding {
  return { ok: true, title };
}

function wrongHere(title: string, advice: string, command?: Finding['command']): Finding {
  return { ok: false, title, advice, ...(command && { command }) };
}
