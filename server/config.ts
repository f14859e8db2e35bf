/** Configuration from the environment and `switchyard.config.json`, checked before anything starts. */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { variableName } from '#shared/variables.ts';

export const roles = ['api', 'dispatcher', 'worker', 'scheduler'] as const;
export type Role = (typeof roles)[number];

export const CONFIG_FILE = 'switchyard.config.json';
const PREFIX = 'SWITCHYARD_';

const listOf = (value: string) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const withProtocol = (...protocols: string[]) =>
  z.string().refine((value) => protocols.includes(URL.parse(value)?.protocol ?? ''), {
    error: `a URL that begins with ${protocols.join(' or ')}`,
  });

const rolesSchema = z
  .string()
  .transform(listOf)
  .refine((list) => list.length > 0 && list.every((role) => roles.includes(role as Role)), {
    error: `one or more of ${roles.join(',')}, separated by commas`,
  })
  .transform((list) => [...new Set(list)] as Role[]);

/** Each variable: how it is read, and what is allowed, in words. */
const settings = {
  PORT: { schema: integer(0, 65_535), allowed: 'a port, 0 to 65535' },
  HOST: { schema: z.string().min(1), allowed: 'an address or a host name to listen on' },
  DATA_DIR: { schema: z.string().min(1), allowed: 'a folder' },
  DATABASE_URL: { schema: withProtocol('mysql:'), allowed: 'mysql://user:password@host:port/database' },
  REDIS_URL: {
    schema: withProtocol('redis:', 'rediss:', 'unix:'),
    allowed: 'redis://host:port/number, rediss://… or unix:/path/of/a/socket',
  },
  STORAGE_URL: { schema: withProtocol('file:'), allowed: 'file:///path/of/a/folder' },
  ROLES: { schema: rolesSchema, allowed: `one or more of ${roles.join(',')}, separated by commas` },
  SLOTS: { schema: integer(1, 1000), allowed: 'a whole number, 1 to 1000' },
  ADMIN_TOKEN: { schema: z.string().regex(/^[\x21-\x7e]{16,200}$/), allowed: '16 to 200 visible characters' },
  CLAUDE_BIN: { schema: z.string().startsWith('/'), allowed: 'the absolute path of the Claude CLI' },
  SECRET_KEY: { schema: z.string().regex(/^[\x21-\x7e]{16,200}$/), allowed: '16 to 200 visible characters' },
  CHILD_ENV: {
    schema: z
      .string()
      .transform(listOf)
      .pipe(z.array(variableName).refine((names) => !names.some((name) => name.startsWith(PREFIX)))),
    allowed: 'names of variables, separated by commas; none that begins with SWITCHYARD_',
  },
  AGEING_SECONDS: {
    schema: z.string().trim().min(1).transform(Number).pipe(z.number().min(0.1).max(604_800)),
    allowed: 'seconds, 0.1 to 604800',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    allowed: 'fatal, error, warn, info, debug, trace or silent',
  },
} as const;

type SettingName = keyof typeof settings;

export interface Config {
  port: number;
  host: string;
  /** Absolute. */
  dataDir: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  /** `file:` URL of the folder for logs. */
  storageUrl: string;
  /** Undefined: supervise all roles as children. */
  roles: Role[] | undefined;
  /** Runs at once per worker. */
  slots: number;
  adminToken: string | undefined;
  /** The Claude CLI; undefined: the first `claude` in a task's PATH. */
  claudeBin: string | undefined;
  /** What projects' secrets are sealed with. */
  secretKey: string | undefined;
  /** Names of the server's variables that children may see, besides the standard ones. */
  childEnv: string[];
  ageingSeconds: number;
  logLevel: string;
  /** A supervisor started this process and is told over IPC when it works. */
  supervised: boolean;
}

/** A value that stops the start; the message names the key, the value and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @throws {ConfigError} for the first wrong value. */
export function loadConfig(env: NodeJS.ProcessEnv, cwd: string): Config {
  const values = { ...readConfigFile(cwd), ...settingsFromEnv(env) };
  const read = <N extends SettingName>(name: N) => parseSetting(name, values[name]);
  const dataDir = resolve(cwd, read('DATA_DIR') ?? '.switchyard');
  const config: Config = {
    port: read('PORT') ?? 7420,
    host: read('HOST') ?? '127.0.0.1',
    dataDir,
    databaseUrl: read('DATABASE_URL'),
    redisUrl: read('REDIS_URL'),
    storageUrl: read('STORAGE_URL') ?? pathToFileURL(`${dataDir}/storage`).href,
    roles: read('ROLES'),
    slots: read('SLOTS') ?? availableParallelism(),
    adminToken: read('ADMIN_TOKEN'),
    claudeBin: read('CLAUDE_BIN'),
    secretKey: read('SECRET_KEY'),
    childEnv: read('CHILD_ENV') ?? [],
    ageingSeconds: read('AGEING_SECONDS') ?? 600,
    logLevel: read('LOG_LEVEL') ?? 'info',
    supervised: env.SWITCHYARD_SUPERVISED === '1',
  };
  requireStores(config);
  return config;
}

function requireStores(config: Config): void {
  if (!config.roles) return;
  for (const [key, value] of [
    ['DATABASE_URL', config.databaseUrl],
    ['REDIS_URL', config.redisUrl],
  ] as const) {
    if (value === undefined) {
      throw new ConfigError(
        `${PREFIX}${key} is not set, but ${PREFIX}ROLES is: processes with separate roles share one MySQL and one Redis. ` +
          `Allowed: ${settings[key].allowed}. Leave ${PREFIX}ROLES out to run everything here.`,
      );
    }
  }
}

function parseSetting<N extends SettingName>(
  name: N,
  value: string | undefined,
): z.output<(typeof settings)[N]['schema']> | undefined {
  if (value === undefined || value === '') return undefined;
  const parsed = settings[name].schema.safeParse(value);
  if (parsed.success) return parsed.data as z.output<(typeof settings)[N]['schema']>;
  throw new ConfigError(`${PREFIX}${name} is ${shown(name, value)}. Allowed: ${settings[name].allowed}.`);
}

/** The value as it may be repeated on a console: no token or key, no password inside a URL. */
function shown(name: SettingName, value: string): string {
  if (name === 'ADMIN_TOKEN' || name === 'SECRET_KEY') return 'not valid (its value is not shown)';
  // A password may hold anything, also what a URL doesn't allow: all before the last @ goes.
  return JSON.stringify(value.replace(/^([a-z+]*:(?:\/\/)?)?.*@/is, '$1…@'));
}

function settingsFromEnv(env: NodeJS.ProcessEnv): Partial<Record<SettingName, string>> {
  const values: Partial<Record<SettingName, string>> = {};
  for (const name of Object.keys(settings) as SettingName[]) {
    const value = env[`${PREFIX}${name}`];
    if (value !== undefined && value !== '') values[name] = value;
  }
  return values;
}

function readConfigFile(cwd: string): Partial<Record<SettingName, string>> {
  const file = resolve(cwd, CONFIG_FILE);
  if (!existsSync(file)) return {};
  const values: Partial<Record<SettingName, string>> = {};
  for (const [key, value] of Object.entries(parseConfigFile(file))) {
    const name = key.toUpperCase().replace(PREFIX, '') as SettingName;
    if (!Object.hasOwn(settings, name)) {
      const allowed = Object.keys(settings).map((each) => each.toLowerCase());
      throw new ConfigError(
        `${CONFIG_FILE} has the key ${JSON.stringify(key)}. Allowed: ${allowed.join(', ')}.`,
      );
    }
    values[name] = Array.isArray(value) ? value.join(',') : String(value);
  }
  return values;
}

function parseConfigFile(file: string): object {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(
      `${file} can't be read as JSON: ${error instanceof Error ? error.message : error}.`,
    );
  }
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    throw new ConfigError(`${file} must hold one JSON object, such as {"port": 7420}.`);
  }
  return content;
}

function integer(min: number, max: number) {
  return z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max));
}
