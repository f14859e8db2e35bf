import { type Config, ConfigError, loadConfig } from '../../config.ts';
import { type Connection, isLocal } from '../connection.ts';
import { type Check, found } from './check.ts';
import { checkDataFolder } from './dataFolderChecks.ts';
import { checkClaude, checkNode, checkPlatform, checkSetpriv, checkStarts } from './machineChecks.ts';
import { serverChecks } from './serverChecks.ts';
import { checkStore } from './storeChecks.ts';

/** Looks at everything. What only matters for a server here is left out when the server is elsewhere. */
export async function runChecks(
  connection: Connection,
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Check[]> {
  const local = isLocal(connection.url);
  const checks = [checkNode(process.versions.node)];
  if (local) checks.push(checkPlatform(process.platform));
  checks.push(...(await serverChecks(connection, local)));
  if (!local) {
    const { hostname } = new URL(connection.url);
    return [
      ...checks,
      found.skipped(
        'This machine',
        `the server runs on ${hostname}: call "doctor" there to look at its data and programs`,
      ),
    ];
  }
  return [...checks, ...(await hostChecks(env, cwd))];
}

async function hostChecks(env: NodeJS.ProcessEnv, cwd: string): Promise<Check[]> {
  const config = readConfig(env, cwd);
  const checks = 'dataDir' in config ? await configuredChecks(config) : [config];
  return [...checks, await checkStarts(), await checkSetpriv(), await checkClaude(env)];
}

async function configuredChecks(config: Config): Promise<Check[]> {
  const { dataDir } = config;
  const [folder, redis, mariadb] = await Promise.all([
    checkDataFolder(dataDir),
    checkStore('redis', { dataDir, url: config.redisUrl }),
    checkStore('mariadb', { dataDir, url: config.databaseUrl }),
  ]);
  return [...folder, redis, mariadb];
}

/** The settings that a start from here would have, or what is wrong with them. */
function readConfig(env: NodeJS.ProcessEnv, cwd: string): Config | Check {
  try {
    return loadConfig(env, cwd);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return found.wrong('Settings', error.message, 'Correct it, or take it out: every setting is optional.');
  }
}
