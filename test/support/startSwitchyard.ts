/** Real server processes for tests, on stores of their own; see `startSwitchyard`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import './globalSetup.ts'; // Types what `inject` answers.
import type { ApiClient } from './apiClient.ts';
import { type FreshStores, freshStores } from './freshStores.ts';
import { type RoleProcess, startRole, TEST_TOKEN } from './roleProcess.ts';

export { type RoleProcess, TEST_TOKEN };

export interface Switchyard {
  url: string;
  token: string;
  api: ApiClient;
  stores: Pick<FreshStores, 'databaseUrl' | 'redisUrl'>;
  /** A folder of the test's own. */
  folder: string;
  /** Starts one more process on the same stores. */
  start(roles: string, env?: Record<string, string>, main?: string): Promise<RoleProcess>;
  /** The process that `startSwitchyard` began with. */
  first: RoleProcess;
  stop(): Promise<void>;
}

export interface SwitchyardOptions {
  roles?: string;
  env?: Record<string, string>;
  /** Stores that the test manages itself, for faults. */
  stores?: { databaseUrl: string; redisUrl: string };
}

/** Starts all roles in one process (or those given), on fresh stores, and ends them with the test or the suite. */
export async function startSwitchyard(options: SwitchyardOptions = {}): Promise<Switchyard> {
  const own = options.stores ? undefined : await freshStores();
  const stores = options.stores ?? (own as FreshStores);
  const folder = mkdtempSync(join(inject('stores').folder, 'home-'));
  const running: RoleProcess[] = [];
  const start = async (roles: string, env: Record<string, string> = {}, main?: string) => {
    const started = await startRole(roles, stores, folder, { ...options.env, ...env }, main);
    running.push(started);
    return started;
  };
  const stop = async () => {
    await Promise.all(running.map((each) => each.stop()));
    await own?.drop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const first = await start(options.roles ?? 'api,dispatcher,scheduler,worker');
    return { url: first.url, token: TEST_TOKEN, api: first.api, stores, folder, start, first, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As `startSwitchyard`, for use inside one test: stops when the test is over. */
export async function switchyardForTest(options: SwitchyardOptions = {}): Promise<Switchyard> {
  const switchyard = await startSwitchyard(options);
  onTestFinished(() => switchyard.stop());
  return switchyard;
}
